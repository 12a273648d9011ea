package io.steward.knowledge.article;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.steward.kit.problem.Problem;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Locale;
import java.util.stream.Stream;

/** Where an article is on its way. Only a published one is read by others than its author and those who write articles. */
public enum ArticleStatus {
    DRAFT,
    REVIEW,
    PUBLISHED,
    ARCHIVED;

    /** As JSON and the database have it. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Any case is read. */
    @JsonCreator
    public static ArticleStatus parse(String name) {
        return Stream.of(values())
                .filter(value -> value.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> Problem.badRequest(
                                "invalid-value", "The property takes one of a fixed set of values.")
                        .with("field", "status")
                        .with(
                                "allowed",
                                Stream.of(values()).map(ArticleStatus::wireName).toList()));
    }

    /** The column holds the wire name. */
    @Converter(autoApply = true)
    public static class Column implements AttributeConverter<ArticleStatus, String> {
        @Override
        public String convertToDatabaseColumn(ArticleStatus value) {
            return value == null ? null : value.wireName();
        }

        @Override
        public ArticleStatus convertToEntityAttribute(String column) {
            return column == null ? null : parse(column);
        }
    }
}
