package io.steward.kit.tx;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Single statements outside of {@link Tx}, bounded in time like a transaction: a server that fell silent would otherwise hold whoever
 * asks until the operating system gives the connection up, a quarter of an hour later.
 */
@ApplicationScoped
public class PoolSql {
    private final Vertx vertx;
    private final TxConfig config;

    PoolSql(Vertx vertx, TxConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /**
     * Runs a prepared statement, which commits by itself. It fails with {@link TransactionTimeout} after the time of a transaction;
     * whether the statement had its effect is then unknown. A connection that comes too late goes back unused, because nobody waits for
     * the statement any more; one whose answer comes too late goes back with the answer, not before.
     */
    public Future<RowSet<Row>> run(Pool pool, String sql, Tuple parameters) {
        Promise<RowSet<Row>> answer = Promise.promise();
        long timer = vertx.setTimer(
                config.timeout().toMillis(), id -> answer.tryFail(new TransactionTimeout(config.timeout())));
        pool.getConnection().onComplete(got -> {
            if (got.failed()) {
                answer.tryFail(got.cause());
            } else if (answer.future().isComplete()) {
                got.result().close();
            } else {
                execute(got.result(), sql, parameters, answer);
            }
        });
        return answer.future().onComplete(ended -> vertx.cancelTimer(timer));
    }

    private static void execute(SqlConnection connection, String sql, Tuple parameters, Promise<RowSet<Row>> answer) {
        connection.preparedQuery(sql).execute(parameters).onComplete(outcome -> {
            connection.close();
            if (outcome.succeeded()) {
                answer.tryComplete(outcome.result());
            } else {
                answer.tryFail(outcome.cause());
            }
        });
    }
}
