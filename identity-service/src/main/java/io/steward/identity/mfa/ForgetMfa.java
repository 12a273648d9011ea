package io.steward.identity.mfa;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

/** Forgets challenges a day after they could last be used, and secrets that nobody has confirmed. */
@ApplicationScoped
class ForgetMfa {
    static final Duration REMEMBERED = Duration.ofDays(1);

    private final Pool relay;
    private final Clock clock;

    ForgetMfa(@ReactiveDataSource("relay") Pool relay, Clock clock) {
        this.relay = relay;
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "4m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        var before = clock.instant().minus(REMEMBERED).atOffset(ZoneOffset.UTC);
        return Uni.createFrom()
                .completionStage(() -> relay.preparedQuery("SELECT cleanup_expired_mfa($1)")
                        .execute(Tuple.of(before))
                        .toCompletionStage())
                .replaceWithVoid();
    }
}
