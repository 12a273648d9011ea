package io.steward.identity.profile;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

/** Forgets verifications when none of them can be used, or counts, any more. */
@ApplicationScoped
class ForgetVerifications {
    private static final Duration COUNTED = Duration.ofHours(1);

    private final Pool relay;
    private final Clock clock;
    private final VerificationConfig config;

    ForgetVerifications(@ReactiveDataSource("relay") Pool relay, Clock clock, VerificationConfig config) {
        this.relay = relay;
        this.clock = clock;
        this.config = config;
    }

    @Scheduled(every = "1h", delayed = "4m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        // A mail may have waited for its server for some hours before its token began to live.
        var before = clock.instant()
                .minus(config.lifetime())
                .minus(COUNTED)
                .minus(Duration.ofDays(1))
                .atOffset(ZoneOffset.UTC);
        return Uni.createFrom()
                .completionStage(() -> relay.preparedQuery("SELECT forget_email_verifications($1)")
                        .execute(Tuple.of(before))
                        .toCompletionStage())
                .replaceWithVoid();
    }
}
