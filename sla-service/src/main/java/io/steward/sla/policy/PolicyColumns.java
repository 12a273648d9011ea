package io.steward.sla.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;

/** The JSON columns of a policy. */
final class PolicyColumns {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PolicyColumns() {}

    /** {@code escalation_levels}. */
    @Converter
    public static class Levels implements AttributeConverter<List<EscalationLevel>, String> {
        @Override
        public String convertToDatabaseColumn(List<EscalationLevel> levels) {
            return write(levels);
        }

        @Override
        public List<EscalationLevel> convertToEntityAttribute(String column) {
            return read(column, new TypeReference<>() {});
        }
    }

    /** {@code warning_thresholds}. */
    @Converter
    public static class Thresholds implements AttributeConverter<List<Integer>, String> {
        @Override
        public String convertToDatabaseColumn(List<Integer> thresholds) {
            return write(thresholds);
        }

        @Override
        public List<Integer> convertToEntityAttribute(String column) {
            return read(column, new TypeReference<>() {});
        }
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T read(String column, TypeReference<T> type) {
        try {
            return JSON.readValue(column, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A policy's column is not readable", e);
        }
    }
}
