package io.steward.kit.inbox;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;

/** Forgets what is needed no more, so that inbox and idempotency keys do not grow without end. */
@ApplicationScoped
class Housekeeping {
    /** How long things are remembered. */
    @ConfigMapping(prefix = "steward.retention")
    interface Config {
        /** Longer than Kafka keeps events, or a rewound consumer would handle one twice. */
        @WithDefault("15d")
        Duration inbox();

        @WithDefault("24h")
        Duration idempotencyKeys();
    }

    private final Pool relay;
    private final Config config;
    private final Clock clock;

    Housekeeping(@ReactiveDataSource("relay") Pool relay, Config config, Clock clock) {
        this.relay = relay;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return forget("DELETE FROM inbox WHERE received_at < $1", config.inbox())
                .chain(() -> forget("DELETE FROM idempotency_keys WHERE created_at < $1", config.idempotencyKeys()));
    }

    private Uni<Void> forget(String sql, Duration age) {
        OffsetDateTime before = OffsetDateTime.now(clock).minus(age);
        return Uni.createFrom()
                .completionStage(
                        () -> relay.preparedQuery(sql).execute(Tuple.of(before)).toCompletionStage())
                .replaceWithVoid();
    }
}
