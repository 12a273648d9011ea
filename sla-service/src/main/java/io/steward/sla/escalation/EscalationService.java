package io.steward.sla.escalation;

import io.smallrye.mutiny.Uni;
import io.steward.events.SlaEvent.EscalationAcknowledged;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import io.steward.sla.clock.ClockKind;
import io.steward.sla.clock.TicketClocks;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Lists escalations and takes the word of those who step in. */
@ApplicationScoped
public class EscalationService {
    private static final String BY_ID = EscalationView.SELECT + " AND e.id = $2";
    private static final String LIST = EscalationView.SELECT + """
             AND ($2::uuid IS NULL OR e.ticket_id = $2)
             AND ($3::timestamptz IS NULL OR (e.created_at, e.id) < ($3, $4::uuid))
             ORDER BY e.created_at DESC, e.id DESC LIMIT $5
            """;
    private static final String ACKNOWLEDGE = """
            UPDATE escalations SET acknowledged_by = $3, acknowledged_at = $4
             WHERE tenant_id = $1 AND id = $2 AND acknowledged_at IS NULL
            """;

    private final Tx tx;
    private final TicketClocks clocks;

    EscalationService(Tx tx, TicketClocks clocks) {
        this.tx = tx;
        this.clocks = clocks;
    }

    /** Newest first. */
    public Uni<Page<EscalationView>> list(Actor actor, UUID ticketId, int limit, Cursor after) {
        return tx.read(
                        actor,
                        LIST,
                        actor.tenantId(),
                        ticketId,
                        after == null ? null : after.at().atOffset(ZoneOffset.UTC),
                        after == null ? null : after.id(),
                        limit + 1)
                .map(rows -> {
                    List<EscalationView> items = new ArrayList<>(rows.size());
                    rows.forEach(row -> items.add(EscalationView.of(row)));
                    return Page.of(items, limit, last -> new Cursor(last.raisedAt(), last.id()));
                });
    }

    /** The first acknowledgement stays; a repetition changes nothing. */
    public Uni<EscalationView> acknowledge(Actor actor, UUID id) {
        return tx.write(actor, scope -> find(scope, id)
                .flatMap(found -> acknowledge(scope, found).chain(() -> find(scope, id))));
    }

    private Uni<Void> acknowledge(Scope scope, EscalationView found) {
        if (found.acknowledgedAt() != null) {
            return Uni.createFrom().voidItem();
        }
        // Whoever else acknowledges at the same time takes the ticket's lock too, and finds the row marked.
        return clocks.acknowledge(scope, found.ticketId(), ClockKind.valueOf(found.clock()), () -> mark(scope, found));
    }

    private Uni<EscalationAcknowledged> mark(Scope scope, EscalationView found) {
        UUID actor = scope.actor().accountId();
        return scope.query(
                        ACKNOWLEDGE,
                        scope.actor().tenantId(),
                        found.id(),
                        actor,
                        scope.now().atOffset(ZoneOffset.UTC))
                .map(rows -> rows.rowCount() == 0
                        ? null
                        : new EscalationAcknowledged(found.id(), found.ticketId(), found.level(), actor, scope.now()));
    }

    private static Uni<EscalationView> find(Scope scope, UUID id) {
        return scope.query(BY_ID, scope.actor().tenantId(), id).map(rows -> {
            if (rows.size() == 0) {
                throw Problem.notFound();
            }
            return EscalationView.of(rows.iterator().next());
        });
    }
}
