package io.steward.kit.tx;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.fault.FaultPoints;
import io.steward.kit.outbox.OutboxSignal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The pg client's door into the database: a transaction with its tenant set transaction-locally, before any other statement.
 *
 * <p>The work runs to its end once it has begun: a client that hangs up cancels nothing. COMMIT is sent only after every statement
 * has answered well; a commit pipelined blindly behind its writes could store a change without its event.
 */
@ApplicationScoped
public class Tx {
    /** PostgreSQL's lock_not_available. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Pool pool;
    private final Clock clock;
    private final Vertx vertx;
    private final TxConfig config;
    private final OutboxSignal outbox;
    private final FaultPoints faults;
    private final Pipeline pipeline = new Pipeline(this::connection);

    Tx(Pool pool, Clock clock, Vertx vertx, TxConfig config, OutboxSignal outbox, FaultPoints faults) {
        this.pool = pool;
        this.clock = clock;
        this.vertx = vertx;
        this.config = config;
        this.outbox = outbox;
        this.faults = faults;
    }

    /** Runs work in a transaction of the actor's organization: commits when the work succeeds, else rolls back. */
    public <T> Uni<T> write(Actor actor, Function<Scope, Uni<T>> work) {
        return detached(() -> connection().compose(connection -> run(connection, actor, work, false)));
    }

    /** The same for work that appends many events: they are stored by one statement at its end. */
    public <T> Uni<T> writeMany(Actor actor, Function<Scope, Uni<T>> work) {
        return detached(() -> connection().compose(connection -> run(connection, actor, work, true)));
    }

    /** Stores one new row with its event, in one statement: the shortest transaction there is. It commits by itself. */
    public <T> Uni<T> insert(Actor actor, Function<Instant, Insertion<T>> work) {
        return detached(() -> {
            Instant now = clock.instant();
            Insertion<T> insertion = work.apply(now);
            Tuple parameters = insertion.parameters(actor, now);
            return connection().compose(connection -> {
                faults.reached("tx.before-commit");
                Future<T> done = connection
                        .preparedQuery(insertion.sql())
                        .execute(parameters)
                        .map(insertion.result());
                return bounded(done, done, connection, Promise.promise()).onSuccess(result -> {
                    faults.reached("tx.after-commit");
                    outbox.wake();
                });
            });
        });
    }

    /** Reads with several statements, in one transaction of the actor's organization; each sees what was committed when it began. */
    public <T> Uni<T> read(Actor actor, Function<Scope, Uni<T>> work) {
        return write(actor, work);
    }

    /** Reads by one statement, which is its own transaction; see {@link Reading}. It may not lock rows. */
    public Uni<RowSet<Row>> read(Actor actor, String sql, Object... parameters) {
        return detached(() -> connection().compose(connection -> alone(connection, actor, sql, parameters)));
    }

    /** The same for what is asked often and answered at once: it is pipelined. */
    public Uni<RowSet<Row>> readPipelined(Actor actor, String sql, Object... parameters) {
        return detached(() -> bounded(
                pipeline.add(connection -> connection
                        .preparedQuery(Reading.sql(sql, parameters.length))
                        .execute(Reading.parameters(actor, parameters))),
                Promise.promise()));
    }

    /**
     * Changes things by one statement, which is its own transaction: a function of the database. What it answers was committed. It
     * knows the tenant, and neither actor nor cause. It is pipelined: where it would have to wait for a lock it gives way to those behind it, and is
     * done again on a connection of its own.
     */
    public Uni<RowSet<Row>> writePipelined(Actor actor, String sql, Object... parameters) {
        return detached(() -> bounded(
                        pipeline.add(connection -> {
                            faults.reached("tx.before-commit");
                            return connection
                                    .preparedQuery(Reading.hurried(sql, parameters.length))
                                    .execute(Reading.parameters(actor, parameters));
                        }),
                        Promise.promise())
                .recover(failure -> isLocked(failure)
                        ? connection().compose(connection -> alone(connection, actor, sql, parameters))
                        : Future.failedFuture(failure))
                .onSuccess(rows -> faults.reached("tx.after-commit")));
    }

    private static boolean isLocked(Throwable failure) {
        return failure instanceof PgException refused && LOCK_NOT_AVAILABLE.equals(refused.getSqlState());
    }

    private Future<RowSet<Row>> alone(SqlConnection connection, Actor actor, String sql, Object... parameters) {
        Future<RowSet<Row>> answer = connection
                .preparedQuery(Reading.sql(sql, parameters.length))
                .execute(Reading.parameters(actor, parameters));
        return bounded(answer, answer, connection, Promise.promise());
    }

    private <T> Future<T> run(
            SqlConnection connection, Actor actor, Function<Scope, Uni<T>> work, boolean eventsAtTheEnd) {
        OpenScope scope = open(connection, actor, eventsAtTheEnd);
        Promise<T> worked = Promise.promise();
        subscribe(scope, work, worked);
        Future<T> done = worked.future()
                .compose(result -> {
                    scope.storeEvents();
                    scope.sendLast();
                    return scope.close().map(result);
                })
                .transform(outcome -> {
                    scope.close();
                    if (outcome.failed()) {
                        return rollback(connection, outcome.cause());
                    }
                    faults.reached("tx.before-commit");
                    return connection.query("COMMIT").execute().map(outcome.result());
                });
        return bounded(done, done, connection, worked).onSuccess(result -> {
            if (scope.hasAppended()) {
                faults.reached("tx.after-commit");
                outbox.wake();
            }
            scope.committed();
        });
    }

    /** One that comes too late goes back unused. */
    private Future<SqlConnection> connection() {
        Promise<SqlConnection> wanted = Promise.promise();
        long timer = vertx.setTimer(
                config.connectionTimeout().toMillis(),
                id -> wanted.tryFail(new TransactionTimeout(config.connectionTimeout())));
        pool.getConnection().onComplete(outcome -> {
            vertx.cancelTimer(timer);
            if (outcome.failed()) {
                wanted.tryFail(outcome.cause());
            } else if (!wanted.tryComplete(outcome.result())) {
                outcome.result().close();
            }
        });
        return wanted.future();
    }

    private OpenScope open(SqlConnection connection, Actor actor, boolean eventsAtTheEnd) {
        OpenScope scope = new OpenScope(
                actor,
                clock.instant(),
                (sql, parameters) -> connection.preparedQuery(sql).execute(parameters),
                eventsAtTheEnd);
        connection.query("BEGIN").execute();
        scope.enter();
        return scope;
    }

    private static <T> Future<T> rollback(SqlConnection connection, Throwable cause) {
        return connection.query("ROLLBACK").execute().transform(ignored -> Future.failedFuture(cause));
    }

    private static <T> void subscribe(Scope scope, Function<Scope, Uni<T>> work, Promise<T> worked) {
        try {
            work.apply(scope).subscribe().with(worked::tryComplete, worked::tryFail);
        } catch (RuntimeException e) {
            worked.tryFail(e);
        }
    }

    /**
     * Bounds a transaction in time. The caller hears of a time-out at once; the connection goes back to the pool only when its last
     * statement has answered, because a late COMMIT on a borrowed connection would end somebody else's transaction.
     */
    private <T> Future<T> bounded(Future<T> result, Future<?> last, SqlConnection connection, Promise<?> work) {
        last.onComplete(ended -> connection.close());
        return bounded(result, work);
    }

    private <T> Future<T> bounded(Future<T> result, Promise<?> work) {
        Promise<T> answer = Promise.promise();
        long timer = vertx.setTimer(config.timeout().toMillis(), id -> {
            TransactionTimeout timeout = new TransactionTimeout(config.timeout());
            answer.tryFail(timeout);
            work.tryFail(timeout);
        });
        result.onComplete(outcome -> {
            vertx.cancelTimer(timer);
            if (outcome.succeeded()) {
                answer.tryComplete(outcome.result());
            } else {
                answer.tryFail(outcome.cause());
            }
        });
        return answer.future();
    }

    /** A Uni whose cancellation reaches nothing: what was begun ends in a commit or a rollback. */
    static <T> Uni<T> detached(Supplier<Future<T>> begin) {
        return Uni.createFrom().emitter(emitter -> begin.get().onComplete(emitter::complete, emitter::fail));
    }
}
