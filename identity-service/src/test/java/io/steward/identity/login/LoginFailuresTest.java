package io.steward.identity.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.steward.identity.IdentityServers;
import io.steward.testkit.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class LoginFailuresTest extends LoginThrottles {
    @Test
    void of_failures_at_one_moment_none_is_lost_whatever_instances_and_emails_they_are_of() throws Exception {
        List<Callable<Void>> guesses = IntStream.range(0, 24)
                .<Callable<Void>>mapToObj(guess -> {
                    LoginThrottle instance = instance(3, 5);
                    // Two addresses and two emails in every combination, so that the attempts could wait for each
                    // other.
                    String email = guess % 2 == 0 ? EMAIL : "x" + EMAIL;
                    String address = guess % 4 < 2 ? OFFICE : ELSEWHERE;
                    return () -> {
                        count(instance, email, address, false);
                        return null;
                    };
                })
                .toList();

        try (ExecutorService clients = Executors.newFixedThreadPool(24)) {
            for (Future<Void> counted : clients.invokeAll(guesses)) {
                counted.get();
            }
        }

        assertThat(Database.rows("SELECT kind, failures FROM identity.login_failures ORDER BY kind"))
                .containsExactly(
                        List.of("ADDRESS", 12), List.of("ADDRESS", 12), List.of("EMAIL", 12), List.of("EMAIL", 12));
        assertThat(refusal(EMAIL).extensions()).containsEntry("retryAfter", 512);
    }

    @Test
    void what_is_rolled_back_was_no_failure_and_no_forgiveness() {
        fail(EMAIL, 3);
        assertThatThrownBy(() -> await(tx.write(NOBODY, scope -> {
                    throttle.forgive(scope, EMAIL, null);
                    throttle.failed(scope, "x" + EMAIL, null, false);
                    return Uni.createFrom().failure(new IllegalArgumentException("no"));
                })))
                .hasMessage("no");

        assertThat(refusal(EMAIL)).isNotNull();
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void who_has_the_table_and_not_the_master_key_finds_no_email_and_no_address() throws Exception {
        failed(EMAIL, OFFICE, true);
        failed(EMAIL, OFFICE, false);

        String stored =
                Database.rows("SELECT f::text FROM identity.login_failures f").toString();

        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        String at = new ClientAddress(List::of).key(OFFICE);
        for (String key : List.of(EMAIL, OFFICE, at, at + " " + EMAIL)) {
            assertThat(stored)
                    .doesNotContain(key)
                    .doesNotContain(HexFormat.of().formatHex(sha.digest(key.getBytes(StandardCharsets.UTF_8))));
        }
        assertThat(stored).contains("EMAIL_AT_ADDRESS").hasLineCount(1);
        assertThat(Database.value("SELECT count(DISTINCT key_hash) FROM identity.login_failures"))
                .isEqualTo(3L);
    }

    @Test
    void what_is_forgotten_is_cleared_and_nothing_else() {
        fail("a" + EMAIL, 1);
        fail("b" + EMAIL, 3);
        fail("c" + EMAIL, 40);
        Database.update("UPDATE identity.login_failures SET waits_until = now() - interval '2 h', "
                + "forgotten_at = now() - interval '1 s' WHERE failures = 3");

        Database.value("SELECT identity.cleanup_expired_auth()");

        assertThat(Database.rows("SELECT failures FROM identity.login_failures ORDER BY 1"))
                .containsExactly(List.of(1), List.of(40));
        assertThat(refusal("c" + EMAIL)).isNotNull();
    }

    @Test
    void the_service_may_count_and_the_job_may_clear_and_neither_may_more() throws SQLException {
        failed(EMAIL, null, false);
        try (Connection app = Database.role("identity_app");
                Statement statement = app.createStatement()) {
            denied(statement, "UPDATE identity.login_failures SET key_hash = key_hash");
            denied(statement, "UPDATE identity.login_failures SET kind = 'ADDRESS'");
            denied(statement, "TRUNCATE identity.login_failures");
            denied(statement, "SELECT identity.forget_login_failures(1)");
        }
        try (Connection relay = Database.role("identity_relay");
                Statement statement = relay.createStatement()) {
            denied(statement, "SELECT * FROM identity.login_failures");
            denied(statement, "DELETE FROM identity.login_failures");
            statement.execute("SELECT identity.forget_login_failures(1)");
        }
        try (Connection stranger = Database.role("identity_app");
                Statement statement = stranger.createStatement()) {
            assertThat(statement.execute("SELECT failures FROM identity.login_failures"))
                    .as("no tenant, as before a login")
                    .isTrue();
        }
    }

    private static void denied(Statement statement, String sql) {
        assertThatThrownBy(() -> statement.execute(sql)).as(sql).hasMessageContaining("permission denied");
    }
}
