package io.steward.kit.tx;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Statements that come close together share a connection: each is sent without waiting for the answers to those before, and PostgreSQL
 * does one after the other, each as a transaction of its own, in one process that finds in the processor's caches what the one before
 * has left there. One that waits makes those behind it wait: for short ones alone.
 */
final class Pipeline {
    /** So many wait for the last of them; the next one begins another connection's. */
    private static final int LONGEST = 16;

    private final Supplier<Future<SqlConnection>> connections;
    private Shared last;

    Pipeline(Supplier<Future<SqlConnection>> connections) {
        this.connections = connections;
    }

    private static final class Shared {
        final Future<SqlConnection> connection;
        int underWay;

        Shared(Future<SqlConnection> connection) {
            this.connection = connection;
        }
    }

    /** @param statement sends one statement that is its own transaction, or more */
    <T> Future<T> add(Function<SqlConnection, Future<T>> statement) {
        Shared shared = enter();
        return shared.connection.compose(statement).onComplete(done -> leave(shared));
    }

    private synchronized Shared enter() {
        if (last == null || last.underWay == LONGEST) {
            last = new Shared(connections.get());
        }
        last.underWay++;
        return last;
    }

    private synchronized void leave(Shared shared) {
        shared.underWay--;
        if (shared.underWay > 0) {
            return;
        }
        if (shared == last) {
            last = null;
        }
        shared.connection.onSuccess(SqlConnection::close);
    }
}
