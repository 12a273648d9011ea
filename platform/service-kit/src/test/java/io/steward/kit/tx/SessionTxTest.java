package io.steward.kit.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionTxTest {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<Void> connection = new CompletableFuture<>();
    private final CompletableFuture<Throwable> transaction = new CompletableFuture<>();

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void work_is_not_begun_for_a_caller_who_was_told_that_it_timed_out() throws Exception {
        SessionTx tx = new SessionTx(waiting(), Clock.systemUTC(), vertx, config(), null, null);
        AtomicBoolean worked = new AtomicBoolean();

        assertThatThrownBy(() -> tx.write(Actor.system(Ids.NIL, Cause.rule("test", Ids.next())), (session, scope) -> {
                            worked.set(true);
                            return Uni.createFrom().voidItem();
                        })
                        .await()
                        .atMost(BOUND))
                .isInstanceOf(TransactionTimeout.class);
        connection.complete(null);

        assertThat(transaction.get(BOUND.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(TransactionTimeout.class);
        assertThat(worked).isFalse();
    }

    /** Sessions whose pool has no connection until the test gives one. */
    private Mutiny.SessionFactory waiting() {
        return (Mutiny.SessionFactory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Mutiny.SessionFactory.class},
                (proxy, method, arguments) -> transaction(arguments[0]));
    }

    @SuppressWarnings("unchecked")
    private Uni<?> transaction(Object work) {
        return Uni.createFrom()
                .completionStage(connection)
                .chain(() -> ((Function<Mutiny.Session, Uni<Object>>) work).apply(null))
                .onFailure()
                .invoke(transaction::complete);
    }

    private static TxConfig config() {
        return new TxConfig() {
            @Override
            public Duration timeout() {
                return Duration.ofMillis(50);
            }

            @Override
            public Duration connectionTimeout() {
                return Duration.ofMillis(50);
            }
        };
    }
}
