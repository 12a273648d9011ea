package io.steward.identity.audit;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Reads the audit log of the organization acted in. */
@ApplicationScoped
class AuditLogs {
    private static final String SELECT = """
            SELECT id, sequence, occurred_at, user_id, cause, host(client_address) AS client_address, request_id,
                   action, resource_type, resource_id, old_values, new_values, encode(hash, 'hex') AS hash
              FROM audit_logs WHERE tenant_id = $1""";

    private final Tx tx;

    AuditLogs(Tx tx) {
        this.tx = tx;
    }

    /** Newest first. */
    Uni<Page<AuditView>> list(Actor actor, AuditFilter filter, int limit, Cursor before) {
        List<Object> parameters = new ArrayList<>(List.of(actor.tenantId()));
        StringBuilder sql = new StringBuilder(SELECT).append(filter.conditions(parameters));
        if (before != null) {
            parameters.add(before.at().atOffset(ZoneOffset.UTC));
            parameters.add(before.id());
            sql.append(" AND (occurred_at, id) < ($%d, $%d)".formatted(parameters.size() - 1, parameters.size()));
        }
        sql.append(" ORDER BY occurred_at DESC, id DESC LIMIT ").append(limit + 1);
        return tx.read(actor, sql.toString(), parameters.toArray()).map(rows -> {
            List<AuditView> found = new ArrayList<>();
            rows.forEach(row -> found.add(AuditView.of(row)));
            return Page.of(found, limit, last -> new Cursor(last.occurredAt(), last.id()));
        });
    }
}
