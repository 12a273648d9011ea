package io.steward.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.steward.identity.IdentityServers;
import io.steward.testkit.Database;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class ForgetSessionsTest {
    @Inject
    ForgetSessions job;

    private void run() throws Throwable {
        VertxContextSupport.subscribeAndAwait(
                () -> job.run().ifNoItem().after(Duration.ofMinutes(1)).fail());
    }

    /** More than two batches, and a few that an attempt holds at this moment. */
    @Test
    void a_flood_of_failed_logins_is_cleared_batch_by_batch_without_waiting_for_anybody() throws Throwable {
        Database.update("DELETE FROM identity.login_failures");
        Database.update("""
                INSERT INTO identity.login_failures (key_hash, kind, failures, waits_until, forgotten_at)
                SELECT sha256(convert_to('flood ' || n, 'UTF8')), 'EMAIL', 1, now() - interval '2 h',
                       now() + CASE WHEN n <= 7 THEN interval '1 h' ELSE interval '-1 h' END
                  FROM generate_series(1, 23000) AS n
                """);
        try (var attempt = Database.superuser();
                var statement = attempt.createStatement()) {
            attempt.setAutoCommit(false);
            statement.execute("SELECT FROM identity.login_failures WHERE forgotten_at < now() LIMIT 3 FOR UPDATE");

            run();

            assertThat(Database.rows("SELECT count(*) FROM identity.login_failures"))
                    .containsExactly(List.of(10L));
            attempt.rollback();
        }
        run();
        assertThat(Database.rows("SELECT count(*) FROM identity.login_failures"))
                .containsExactly(List.of(7L));
    }
}
