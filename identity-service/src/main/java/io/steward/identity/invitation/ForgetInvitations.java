package io.steward.identity.invitation;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.ZoneOffset;

/** Forgets invitations a while after they could last be accepted. */
@ApplicationScoped
class ForgetInvitations {
    private final Pool relay;
    private final Clock clock;
    private final InvitationConfig config;

    ForgetInvitations(@ReactiveDataSource("relay") Pool relay, Clock clock, InvitationConfig config) {
        this.relay = relay;
        this.clock = clock;
        this.config = config;
    }

    @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        var before = clock.instant().minus(config.remembered()).atOffset(ZoneOffset.UTC);
        return Uni.createFrom()
                .completionStage(() -> relay.preparedQuery("SELECT forget_invitations($1)")
                        .execute(Tuple.of(before))
                        .toCompletionStage())
                .replaceWithVoid();
    }
}
