package io.steward.kit.web;

import com.fasterxml.jackson.databind.JsonNode;
import io.steward.kit.problem.Problem;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** An RFC 7396 merge patch: what is absent stays, what is null is emptied. */
public final class MergePatch {
    private final JsonNode body;

    private MergePatch(JsonNode body) {
        this.body = body;
    }

    /** @throws Problem 400 when the body is no object or has a property other than the editable ones */
    public static MergePatch of(JsonNode body, Set<String> editable) {
        if (body == null || !body.isObject()) {
            throw Problem.badRequest("malformed-json", "A merge patch is a JSON object.");
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!editable.contains(name)) {
                throw Problem.badRequest("unknown-property", "The body has a property that cannot be edited here.")
                        .with("field", name);
            }
        });
        return new MergePatch(body);
    }

    public boolean has(String field) {
        return body.has(field);
    }

    public boolean isEmpty() {
        return body.isEmpty();
    }

    /** A text of at most {@code max} characters; a required one may be neither null nor blank. */
    public String text(String field, int max, boolean required) {
        JsonNode value = body.get(field);
        if (value == null || value.isNull()) {
            if (required) {
                throw invalid(field, "must not be null");
            }
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(field, "must be a text");
        }
        String text = value.textValue();
        if (text.length() > max) {
            throw invalid(field, "must have at most " + max + " characters");
        }
        if (required && text.isBlank()) {
            throw invalid(field, "must not be blank");
        }
        return text;
    }

    /** An id, or null. */
    public UUID id(String field) {
        String text = text(field, 36, false);
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw invalid(field, "must be a UUID");
        }
    }

    /** One of an enum's names, in any case; never null. */
    public <E extends Enum<E>> E oneOf(String field, Class<E> type) {
        String text = text(field, 100, true);
        return Stream.of(type.getEnumConstants())
                .filter(constant -> constant.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () -> Problem.badRequest("invalid-value", "The property takes one of a fixed set of values.")
                                .with("field", field)
                                .with(
                                        "allowed",
                                        Stream.of(type.getEnumConstants())
                                                .map(Object::toString)
                                                .toList()));
    }

    private static Problem invalid(String field, String message) {
        return Problem.badRequest("invalid-value", "The property " + message + ".")
                .with("field", field);
    }
}
