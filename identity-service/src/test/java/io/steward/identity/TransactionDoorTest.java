package io.steward.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.fault.FaultPoints;
import io.steward.kit.outbox.OutboxSignal;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.SessionTx;
import io.steward.kit.tx.TransactionTimeout;
import io.steward.kit.tx.TxConfig;
import io.steward.testkit.Database;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class TransactionDoorTest {
    private static final String TAKE = "SELECT pg_advisory_xact_lock(hashtextextended('transaction-door-test', 0))";

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    Clock clock;

    @Inject
    Vertx vertx;

    @Inject
    OutboxSignal outbox;

    @Inject
    FaultPoints faults;

    @Test
    void what_was_not_committed_when_the_caller_was_told_of_a_time_out_never_is() {
        SessionTx impatient = new SessionTx(sessions, clock, vertx, after(Duration.ofMillis(500)), outbox, faults);
        UUID id = Ids.next();

        assertThatThrownBy(() -> VertxContextSupport.subscribeAndAwait(() -> impatient.write(
                        Actor.system(id, Cause.rule("test", Ids.next())), (session, scope) -> scope.query(TAKE)
                                .chain(() -> scope.query(
                                        "INSERT INTO organizations (id, name, slug, created_at, updated_at)"
                                                + " VALUES ($1, 'Late', $2, now(), now())",
                                        id,
                                        "late-" + id))
                                .chain(() -> scope.query("SELECT pg_sleep(2)")))))
                .isInstanceOf(TransactionTimeout.class);

        // Waits for the end of that transaction.
        Database.value(TAKE);
        assertThat(Database.rows("SELECT 1 FROM identity.organizations WHERE id = ?", id))
                .isEmpty();
    }

    private static TxConfig after(Duration timeout) {
        return new TxConfig() {
            @Override
            public Duration timeout() {
                return timeout;
            }

            @Override
            public Duration connectionTimeout() {
                return timeout;
            }
        };
    }
}
