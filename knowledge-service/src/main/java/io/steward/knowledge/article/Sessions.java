package io.steward.knowledge.article;

import io.steward.kit.fault.FaultPoints;
import io.steward.kit.outbox.OutboxSignal;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.tx.TxConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.hibernate.reactive.mutiny.Mutiny;

/** Opens the session's door into the database; only services with Hibernate have it. */
@ApplicationScoped
class Sessions {
    @Produces
    @Singleton
    SessionTx sessionTx(
            Mutiny.SessionFactory sessions,
            Clock clock,
            Vertx vertx,
            TxConfig config,
            OutboxSignal outbox,
            FaultPoints faults) {
        return new SessionTx(sessions, clock, vertx, config, outbox, faults);
    }
}
