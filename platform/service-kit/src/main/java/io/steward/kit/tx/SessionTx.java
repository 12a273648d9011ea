package io.steward.kit.tx;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.fault.FaultPoints;
import io.steward.kit.outbox.OutboxSignal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.impl.MutinySessionImpl;
import org.hibernate.reactive.pool.impl.SqlClientConnection;

/**
 * The Hibernate Reactive session's door: the same promises as {@link Tx}, for aggregates that are edited.
 *
 * <p>Not a bean of its own accord, because not every service has Hibernate: a service that does declares it by a producer.
 * Panache repositories used inside the work join the session. Inside the work, one thing after the other: a session is not concurrent.
 */
public class SessionTx {
    private final Mutiny.SessionFactory sessions;
    private final Clock clock;
    private final Vertx vertx;
    private final TxConfig config;
    private final OutboxSignal outbox;
    private final FaultPoints faults;

    public SessionTx(
            Mutiny.SessionFactory sessions,
            Clock clock,
            Vertx vertx,
            TxConfig config,
            OutboxSignal outbox,
            FaultPoints faults) {
        this.sessions = sessions;
        this.clock = clock;
        this.vertx = vertx;
        this.config = config;
        this.outbox = outbox;
        this.faults = faults;
    }

    /**
     * Runs work in a session and transaction of the actor's organization; flushes and commits when it succeeds, else rolls back.
     *
     * <p>A caller who was told of a time-out may try again: what has not committed by then is not begun, or rolled back. Only of a
     * commit that is under way at that moment nobody knows the outcome.
     */
    public <T> Uni<T> write(Actor actor, BiFunction<Mutiny.Session, Scope, Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            AtomicBoolean timedOut = new AtomicBoolean();
            long timer = vertx.setTimer(config.timeout().toMillis(), id -> {
                timedOut.set(true);
                emitter.fail(new TransactionTimeout(config.timeout()));
            });
            sessions.withTransaction(session -> inScope(session, actor, work, timedOut))
                    .subscribe()
                    .with(
                            outcome -> {
                                vertx.cancelTimer(timer);
                                if (outcome.scope().hasAppended()) {
                                    faults.reached("tx.after-commit");
                                    outbox.wake();
                                }
                                outcome.scope().committed();
                                emitter.complete(outcome.result());
                            },
                            failure -> {
                                vertx.cancelTimer(timer);
                                emitter.fail(failure);
                            });
        });
    }

    private <T> Uni<Outcome<T>> inScope(
            Mutiny.Session session,
            Actor actor,
            BiFunction<Mutiny.Session, Scope, Uni<T>> work,
            AtomicBoolean timedOut) {
        if (timedOut.get()) {
            return Uni.createFrom().failure(new TransactionTimeout(config.timeout()));
        }
        SqlClientConnection connection = connectionOf(session);
        OpenScope scope =
                new OpenScope(actor, clock.instant(), (sql, parameters) -> run(connection, sql, parameters), false);
        return Uni.createFrom()
                .completionStage(() -> scope.enter().toCompletionStage())
                .flatMap(entered -> work.apply(session, scope))
                .call(session::flush)
                .invoke(scope::sendLast)
                .call(() -> Uni.createFrom().completionStage(scope.close().toCompletionStage()))
                .invoke(() -> faults.reached("tx.before-commit"))
                .map(result -> {
                    if (timedOut.get()) {
                        throw new TransactionTimeout(config.timeout());
                    }
                    return new Outcome<>(result, scope);
                });
    }

    /**
     * Hibernate has no public way to the connection of its transaction. Within withTransaction it is always this type, with its
     * batching of inserts around it; a batch size of one is how that hands out what it wraps. The session's own batching stays.
     */
    private static SqlClientConnection connectionOf(Mutiny.Session session) {
        return (SqlClientConnection)
                ((MutinySessionImpl) session).getReactiveConnection().withBatchSize(1);
    }

    private static Future<RowSet<Row>> run(SqlClientConnection connection, String sql, Tuple parameters) {
        return Future.fromCompletionStage(connection.preparedQuery(sql, parameters));
    }

    private record Outcome<T>(T result, OpenScope scope) {}
}
