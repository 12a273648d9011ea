package io.steward.identity.notice;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.PoolSql;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;

/** Forgets notices a while after they were sent: they say where people were. */
@ApplicationScoped
class ForgetNotices {
    private final Pool relay;
    private final PoolSql sql;
    private final Clock clock;
    private final NoticeConfig config;

    ForgetNotices(@ReactiveDataSource("relay") Pool relay, PoolSql sql, Clock clock, NoticeConfig config) {
        this.relay = relay;
        this.sql = sql;
        this.clock = clock;
        this.config = config;
    }

    @Scheduled(every = "1h", delayed = "4m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        var before = clock.instant().minus(config.remembered()).atOffset(ZoneOffset.UTC);
        return Uni.createFrom()
                .completionStage(
                        () -> sql.run(relay, "DELETE FROM security_notices WHERE closed_at < $1", Tuple.of(before))
                                .toCompletionStage())
                .replaceWithVoid();
    }
}
