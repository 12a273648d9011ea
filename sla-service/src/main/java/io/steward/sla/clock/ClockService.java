package io.steward.sla.clock;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Tx;
import io.steward.sla.clock.ClockViews.TicketSlaView;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** How clocks stand, for those who ask. */
@ApplicationScoped
public class ClockService {
    private final Tx tx;
    private final ClockStore store;

    ClockService(Tx tx, ClockStore store) {
        this.tx = tx;
        this.store = store;
    }

    /** @throws Problem 404 for a ticket without clocks, or of another organization */
    public Uni<TicketSlaView> read(Actor actor, UUID ticketId) {
        return tx.read(actor, scope -> store.find(scope, ticketId)
                .map(found -> TicketSlaView.of(found.orElseThrow(Problem::notFound), scope.now())));
    }
}
