package io.steward.identity.audit;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * An entry as clients see it.
 *
 * @param sequence its place in the organization's chain, from 1
 * @param actorId null when nobody had logged in, the system did it, or the account was erased
 * @param cause {@code person}, or the rule or event that made the system do it
 * @param hash in hexadecimal
 */
public record AuditView(
        UUID id,
        long sequence,
        Instant occurredAt,
        UUID actorId,
        String cause,
        String clientAddress,
        String requestId,
        String action,
        String resourceType,
        String resourceId,
        Map<String, Object> oldValues,
        Map<String, Object> newValues,
        String hash) {

    static AuditView of(Row row) {
        return new AuditView(
                row.getUUID("id"),
                row.getLong("sequence"),
                row.getOffsetDateTime("occurred_at").toInstant(),
                row.getUUID("user_id"),
                row.getString("cause"),
                row.getString("client_address"),
                row.getString("request_id"),
                row.getString("action"),
                row.getString("resource_type"),
                row.getString("resource_id"),
                values(row.getJsonObject("old_values")),
                values(row.getJsonObject("new_values")),
                row.getString("hash"));
    }

    private static Map<String, Object> values(JsonObject json) {
        return json == null ? null : json.getMap();
    }
}
