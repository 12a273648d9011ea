package io.steward.identity.role;

import io.vertx.core.json.JsonArray;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;

/** Permissions as a JSON array in text; the column's expressions turn it into jsonb and back, which the reactive driver has objects for alone. */
@Converter
class PermissionsColumn implements AttributeConverter<List<String>, String> {
    static final String READ = "cast(permissions as text)";
    static final String WRITE = "cast(cast(? as text) as jsonb)";

    @Override
    public String convertToDatabaseColumn(List<String> permissions) {
        return new JsonArray(permissions).encode();
    }

    @Override
    public List<String> convertToEntityAttribute(String json) {
        return new JsonArray(json).stream().map(String.class::cast).toList();
    }
}
