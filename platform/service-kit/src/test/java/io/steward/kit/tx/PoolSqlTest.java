package io.steward.kit.tx;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A statement outside a transaction, on a pool whose answers the test gives. */
class PoolSqlTest {
    private final Vertx vertx = Vertx.vertx();
    private final Promise<SqlConnection> borrowed = Promise.promise();
    private final Promise<RowSet<Row>> answered = Promise.promise();
    private final AtomicInteger executed = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void an_answer_in_time_is_passed_on_and_the_connection_goes_back() throws Exception {
        Future<RowSet<Row>> result = run(Duration.ofMinutes(1));
        borrowed.complete(connection());
        answered.complete(null);

        assertThat(outcome(result).succeeded()).isTrue();
        assertThat(closed).hasValue(1);
    }

    @Test
    void a_failure_is_passed_on_and_the_connection_goes_back() throws Exception {
        Future<RowSet<Row>> result = run(Duration.ofMinutes(1));
        borrowed.complete(connection());
        answered.fail(new IllegalStateException("refused"));

        assertThat(outcome(result).cause()).hasMessage("refused");
        assertThat(closed).hasValue(1);
    }

    @Test
    void without_an_answer_it_fails_in_time_and_the_connection_stays_out_until_the_answer_comes() throws Exception {
        Future<RowSet<Row>> result = run(Duration.ofMillis(20));
        borrowed.complete(connection());

        assertThat(outcome(result).cause()).isInstanceOf(TransactionTimeout.class);
        assertThat(closed).hasValue(0);
        answered.complete(null);
        assertThat(closed).hasValue(1);
    }

    @Test
    void a_connection_that_comes_too_late_goes_back_unused() throws Exception {
        Future<RowSet<Row>> result = run(Duration.ofMillis(20));

        assertThat(outcome(result).cause()).isInstanceOf(TransactionTimeout.class);
        borrowed.complete(connection());
        assertThat(executed).hasValue(0);
        assertThat(closed).hasValue(1);
    }

    private Future<RowSet<Row>> run(Duration timeout) {
        TxConfig config = new TxConfig() {
            @Override
            public Duration timeout() {
                return timeout;
            }

            @Override
            public Duration connectionTimeout() {
                return timeout;
            }
        };
        Pool pool = fake(Pool.class, borrowed.future());
        return new PoolSql(vertx, config).run(pool, "SELECT 1", Tuple.tuple());
    }

    private SqlConnection connection() {
        return fake(SqlConnection.class, fake(PreparedQuery.class, answered.future()));
    }

    /** Whatever it is asked for gives the same. */
    private <T> T fake(Class<T> type, Object gives) {
        return type.cast(
                Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
                    switch (method.getName()) {
                        case "close" -> {
                            closed.incrementAndGet();
                            return Future.succeededFuture();
                        }
                        case "execute" -> executed.incrementAndGet();
                        default -> {}
                    }
                    return gives;
                }));
    }

    private static <T> Future<T> outcome(Future<T> result) throws Exception {
        result.transform(done -> Future.succeededFuture())
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        return result;
    }
}
