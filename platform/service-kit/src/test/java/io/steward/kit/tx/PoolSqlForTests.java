package io.steward.kit.tx;

import io.vertx.core.Vertx;
import java.time.Duration;

/** For tests of other packages that need no container. */
public final class PoolSqlForTests {
    private PoolSqlForTests() {}

    public static PoolSql of(Vertx vertx) {
        return new PoolSql(vertx, new TxConfig() {
            @Override
            public Duration timeout() {
                return Duration.ofSeconds(6);
            }

            @Override
            public Duration connectionTimeout() {
                return Duration.ofSeconds(3);
            }
        });
    }
}
