package io.steward.knowledge.article;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.steward.kit.problem.Problem;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Locale;
import java.util.stream.Stream;

/** Who reads an article once it is published: everybody of the organization, those who work there, or one team. */
public enum Visibility {
    PUBLIC,
    INTERNAL,
    TEAM;

    /** As JSON and the database have it. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Any case is read. */
    @JsonCreator
    public static Visibility parse(String name) {
        return Stream.of(values())
                .filter(value -> value.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                                "invalid-value", "The property takes one of a fixed set of values.")
                        .with("field", "visibility")
                        .with(
                                "allowed",
                                Stream.of(values()).map(Visibility::wireName).toList()));
    }

    /** The column holds the wire name. */
    @Converter(autoApply = true)
    public static class Column implements AttributeConverter<Visibility, String> {
        @Override
        public String convertToDatabaseColumn(Visibility value) {
            return value == null ? null : value.wireName();
        }

        @Override
        public Visibility convertToEntityAttribute(String column) {
            return column == null ? null : parse(column);
        }
    }
}
