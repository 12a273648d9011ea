package io.steward.identity.apikey;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;

/** Forgets keys a while after they could last be used. */
@ApplicationScoped
class ForgetApiKeys {
    private final Pool relay;
    private final Clock clock;
    private final ApiKeyConfig config;

    ForgetApiKeys(@ReactiveDataSource("relay") Pool relay, Clock clock, ApiKeyConfig config) {
        this.relay = relay;
        this.clock = clock;
        this.config = config;
    }

    @Scheduled(every = "1h", delayed = "3m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        var before = clock.instant().minus(config.remembered()).atOffset(ZoneOffset.UTC);
        return Uni.createFrom()
                .completionStage(() -> relay.preparedQuery("SELECT forget_api_keys($1)")
                        .execute(Tuple.of(before))
                        .toCompletionStage())
                .replaceWithVoid();
    }
}
