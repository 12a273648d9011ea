package io.steward.identity.revocation;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.PoolSql;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;

/** Forgets revocations once no token of theirs can live any longer: a gateway that has just started reads the whole table. */
@ApplicationScoped
class ForgetRevocations {
    private final Pool relay;
    private final PoolSql sql;
    private final Clock clock;

    ForgetRevocations(@ReactiveDataSource("relay") Pool relay, PoolSql sql, Clock clock) {
        this.relay = relay;
        this.sql = sql;
        this.clock = clock;
    }

    @Scheduled(every = "5m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        return Uni.createFrom()
                .completionStage(() -> sql.run(relay, "DELETE FROM revocations WHERE expires_at <= $1", Tuple.of(now))
                        .toCompletionStage())
                .replaceWithVoid();
    }
}
