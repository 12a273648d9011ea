package io.steward.identity.session;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Forgets sessions a month after they could last be used, and refresh tokens once they have expired: those can do nothing any more. And
 * failed logins that count no more, batch by batch: anybody can make as many as he likes, and a login may be waiting for the rows.
 */
@ApplicationScoped
class ForgetSessions {
    private static final int BATCH = 10_000;

    private final Pool relay;

    ForgetSessions(@ReactiveDataSource("relay") Pool relay) {
        this.relay = relay;
    }

    @Scheduled(every = "1h", delayed = "2m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return Uni.createFrom()
                .completionStage(() ->
                        relay.query("SELECT cleanup_expired_auth()").execute().toCompletionStage())
                .chain(this::forgetFailures);
    }

    private Uni<Void> forgetFailures() {
        return Uni.createFrom()
                .completionStage(() -> relay.preparedQuery("SELECT forget_login_failures($1)")
                        .execute(Tuple.of(BATCH))
                        .toCompletionStage())
                .map(rows -> rows.iterator().next().getLong(0))
                .chain(gone -> gone < BATCH ? Uni.createFrom().voidItem() : forgetFailures());
    }
}
