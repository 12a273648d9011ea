package io.steward.sla;

import io.steward.kit.fault.FaultPoints;
import io.steward.kit.outbox.OutboxSignal;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.tx.TxConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.hibernate.reactive.mutiny.Mutiny;

/** The session's door into the database, which this service has for its policies. */
@Singleton
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
