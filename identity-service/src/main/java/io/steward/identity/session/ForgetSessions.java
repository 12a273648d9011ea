package io.steward.identity.session;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** Forgets sessions a month after they could last be used, and refresh tokens once they have expired: those can do nothing any more. */
@ApplicationScoped
class ForgetSessions {
    private final Pool relay;

    ForgetSessions(@ReactiveDataSource("relay") Pool relay) {
        this.relay = relay;
    }

    @Scheduled(every = "1h", delayed = "2m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return Uni.createFrom()
                .completionStage(() ->
                        relay.query("SELECT cleanup_expired_auth()").execute().toCompletionStage())
                .replaceWithVoid();
    }
}
