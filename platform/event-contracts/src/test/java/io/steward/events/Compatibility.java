package io.steward.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a consumer of the released schema would notice. Two edits are free: a description, and a further optional property. All else
 * is a new event type.
 */
final class Compatibility {
    private static final Set<String> FREE = Set.of("description", "title", "$comment", "examples");
    private static final Set<String> BY_MEMBER = Set.of("properties", "required");

    private final List<String> breaks = new ArrayList<>();

    private Compatibility() {}

    /** The reasons why the schema may not take the released one's place; none when it may. */
    static List<String> breaks(JsonNode released, JsonNode schema) {
        Compatibility check = new Compatibility();
        check.compare("", released, schema);
        return check.breaks;
    }

    /** The released types that are there no longer. */
    static List<String> removed(Collection<String> released, Collection<String> types) {
        return released.stream().filter(type -> !types.contains(type)).sorted().toList();
    }

    private void compare(String place, JsonNode released, JsonNode schema) {
        Set<String> keywords = new TreeSet<>();
        released.fieldNames().forEachRemaining(keywords::add);
        schema.fieldNames().forEachRemaining(keywords::add);
        keywords.removeAll(FREE);
        for (String keyword : keywords) {
            if (!BY_MEMBER.contains(keyword)) {
                compareKeyword(place, keyword, released.path(keyword), schema.path(keyword));
            }
        }
        compareProperties(place, released.path("properties"), schema.path("properties"));
        compareRequired(place, names(released.path("required")), names(schema.path("required")));
    }

    private void compareKeyword(String place, String keyword, JsonNode released, JsonNode schema) {
        if (released.isObject() && schema.isObject()) {
            compare(place + "/" + keyword, released, schema);
        } else if (!released.equals(schema)) {
            breaks.add(place + "/" + keyword + " changed from " + text(released) + " to " + text(schema));
        }
    }

    private void compareProperties(String place, JsonNode released, JsonNode schema) {
        released.properties().forEach(property -> {
            JsonNode now = schema.get(property.getKey());
            if (now == null) {
                breaks.add(place + "/" + property.getKey() + " was removed");
            } else {
                compare(place + "/" + property.getKey(), property.getValue(), now);
            }
        });
    }

    private void compareRequired(String place, Set<String> released, Set<String> schema) {
        for (String property : schema) {
            if (!released.contains(property)) {
                breaks.add(place + "/" + property + " is newly required");
            }
        }
        for (String property : released) {
            if (!schema.contains(property)) {
                breaks.add(place + "/" + property + " is no longer always there");
            }
        }
    }

    private static Set<String> names(JsonNode array) {
        Set<String> names = new TreeSet<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.toString();
    }
}
