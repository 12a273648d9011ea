package io.steward.ticket.history;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import io.steward.ticket.lifecycle.TicketQueries;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads what the database's trigger wrote. */
@ApplicationScoped
class TicketHistory {
    private static final String LIST = """
            SELECT id, change_type, field_name, old_value, new_value, changed_by, cause, created_at FROM ticket_history
             WHERE tenant_id = $1 AND ticket_id = $2
               AND position > coalesce((SELECT position FROM ticket_history WHERE tenant_id = $1 AND ticket_id = $2 AND id = $3), 0)
             ORDER BY position LIMIT $4
            """;

    private final Tx tx;
    private final TicketQueries tickets;

    TicketHistory(Tx tx, TicketQueries tickets) {
        this.tx = tx;
        this.tickets = tickets;
    }

    Uni<Page<HistoryEntry>> of(Actor actor, UUID ticketId, int limit, Cursor after) {
        return tx.read(actor, scope -> {
            var visible = tickets.find(scope, ticketId);
            var rows = scope.query(LIST, actor.tenantId(), ticketId, after == null ? null : after.id(), limit + 1);
            return visible.chain(() -> rows).map(found -> {
                List<HistoryEntry> items = new ArrayList<>();
                found.forEach(row -> items.add(entry(row)));
                return Page.of(items, limit, last -> new Cursor(last.changedAt(), last.id()));
            });
        });
    }

    private static HistoryEntry entry(Row row) {
        return new HistoryEntry(
                row.getUUID("id"),
                row.getString("change_type"),
                row.getString("field_name"),
                row.getString("old_value"),
                row.getString("new_value"),
                row.getUUID("changed_by"),
                row.getString("cause"),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
