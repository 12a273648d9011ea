package io.steward.sla.escalation;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/**
 * An escalation as clients see it.
 *
 * @param escalatedTo empty when nobody holds the target
 * @param resolved whether the clock that raised it stands still
 */
public record EscalationView(
        UUID id,
        UUID ticketId,
        String ticketNumber,
        String clock,
        UUID policyId,
        int level,
        String target,
        List<UUID> escalatedTo,
        String reason,
        boolean slaBreach,
        boolean resolved,
        Instant raisedAt,
        UUID acknowledgedBy,
        Instant acknowledgedAt) {

    static final String SELECT = """
            SELECT e.*, t.ticket_number FROM escalations e
              JOIN ticket_sla t ON t.tenant_id = e.tenant_id AND t.ticket_id = e.ticket_id
             WHERE e.tenant_id = $1
            """;

    static EscalationView of(Row row) {
        OffsetDateTime acknowledged = row.getOffsetDateTime("acknowledged_at");
        return new EscalationView(
                row.getUUID("id"),
                row.getUUID("ticket_id"),
                row.getString("ticket_number"),
                row.getString("clock"),
                row.getUUID("sla_policy_id"),
                row.getInteger("escalation_level"),
                row.getString("target"),
                List.of(row.getArrayOfUUIDs("escalated_to")),
                row.getString("escalation_reason"),
                row.getBoolean("is_sla_breach"),
                row.getBoolean("is_resolved"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getUUID("acknowledged_by"),
                acknowledged == null ? null : acknowledged.toInstant());
    }
}
