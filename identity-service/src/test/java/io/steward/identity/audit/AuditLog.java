package io.steward.identity.audit;

import io.steward.testkit.Database;
import java.util.List;
import java.util.UUID;

/** The table as a superuser sees it. */
public final class AuditLog {
    private AuditLog() {}

    /** One row, as far as tests look at it. */
    record Row(
            String action, Object actor, String address, String request, String type, String resource, String after) {}

    /** An organization's entries in the order of their chain. */
    static List<Row> of(String organization) {
        return Database.rows("""
                        SELECT action, user_id, host(client_address), request_id, resource_type, resource_id, new_values::text
                          FROM identity.audit_logs WHERE tenant_id = ? ORDER BY sequence""", UUID.fromString(organization)).stream()
                .map(row -> new Row(
                        (String) row.get(0),
                        row.get(1),
                        (String) row.get(2),
                        (String) row.get(3),
                        (String) row.get(4),
                        (String) row.get(5),
                        (String) row.get(6)))
                .toList();
    }

    /** Sequences of rows that do not fit: their hash, their predecessor, their number, their actor, or the head. */
    public static List<Object> faults(String organization) {
        return Database.rows("""
                        SELECT a.sequence FROM (
                            SELECT l.*, identity.audit_hash(l) AS expected, lag(l.hash) OVER (ORDER BY sequence) AS before,
                                   row_number() OVER (ORDER BY sequence) AS place, count(*) OVER () AS number
                              FROM identity.audit_logs l WHERE tenant_id = ?) a
                          LEFT JOIN identity.audit_heads h USING (tenant_id)
                         WHERE a.hash IS DISTINCT FROM expected OR place IS DISTINCT FROM a.sequence
                            OR previous_hash IS DISTINCT FROM coalesce(before, decode(repeat('00', 32), 'hex'))
                            OR user_id IS NOT NULL
                               AND actor_digest IS DISTINCT FROM identity.audit_actor_digest(actor_salt, user_id)
                            OR h.sequence IS DISTINCT FROM number
                         ORDER BY 1""", UUID.fromString(organization)).stream()
                .map(List::getFirst)
                .toList();
    }

    static long size(String organization) {
        return (Long) Database.value(
                "SELECT count(*) FROM identity.audit_logs WHERE tenant_id = ?", UUID.fromString(organization));
    }
}
