package io.steward.identity.password;

import static io.steward.identity.password.Resets.FRESH;
import static io.steward.identity.password.Resets.complete;
import static io.steward.identity.password.Resets.invalid;
import static io.steward.identity.password.Resets.mails;
import static io.steward.identity.password.Resets.request;
import static io.steward.identity.password.Resets.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.MailSink;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class ResetMailTest {
    @Inject
    SettableClock clock;

    private MailSink sink;
    private Person person;

    @BeforeEach
    void start() {
        sink = MailSink.start();
        person = People.person(People.organization(), "requester");
    }

    @AfterEach
    void stop() {
        sink.close();
        clock.release();
    }

    @Test
    void an_account_gets_a_few_mails_an_hour_whoever_asks() {
        for (int request = 0; request < 5; request++) {
            assertThat(request(person.email()).statusCode()).isEqualTo(202);
        }
        mails(sink, person, 3);
        // As another instance would store it, which counts for itself.
        UUID elsewhere = UUID.randomUUID();
        Database.update(
                "INSERT INTO identity.password_resets (id, email, requested_at, next_attempt_at) VALUES (?, ?, now(), now())",
                elsewhere,
                person.email());

        Eventually.check(
                () -> assertThat(Database.value("SELECT outcome FROM identity.password_resets WHERE id = ?", elsewhere))
                        .isEqualTo("THROTTLED"));
        assertThat(sink.to(person.email())).hasSize(3);
        assertThat(Database.value("SELECT count(*) FROM identity.password_resets WHERE user_id = ?::uuid", person.id()))
                .isEqualTo(4L);
    }

    @Test
    void an_address_that_asks_for_many_is_not_heard_for_a_while_and_not_told() {
        clock.set(Instant.now());
        String run = UUID.randomUUID().toString();
        for (int request = 0; request < 25; request++) {
            People.anonymous()
                    .header("X-Forwarded-For", "203.0.113.9")
                    .body(Map.of("email", run + request + "@steward.test"))
                    .post("/api/v1/auth/password-resets")
                    .then()
                    .statusCode(202);
        }
        ask(person, "203.0.113.9");
        Person heard = People.person(People.organization(), "requester");
        ask(heard, "203.0.113.10");

        Eventually.check(() -> assertThat(sink.to(heard.email())).hasSize(1));
        assertThat(sink.to(person.email())).isEmpty();
        clock.set(Instant.now().plusSeconds(120));
        ask(person, "203.0.113.9");
        mails(sink, person, 1);
    }

    private static void ask(Person person, String address) {
        People.anonymous()
                .header("X-Forwarded-For", address)
                .body(Map.of("email", person.email()))
                .post("/api/v1/auth/password-resets")
                .then()
                .statusCode(202);
    }

    @Test
    void a_mail_waits_for_a_server_that_is_down_and_the_last_one_counts() throws Exception {
        sink.close();
        request(person.email());
        Eventually.check(() -> assertThat(Database.rows("""
                SELECT 1 FROM identity.password_resets
                 WHERE user_id = ?::uuid AND attempts = 1 AND sent_at IS NULL AND next_attempt_at < attempted_at + interval '31 s'
                """, person.id())).hasSize(1));
        sink = MailSink.start();

        retryNow();
        String token = token(mails(sink, person, 1).getFirst());
        Eventually.check(() -> assertThat(Database.rows(
                        "SELECT 1 FROM identity.password_resets WHERE user_id = ?::uuid AND sent_at IS NOT NULL",
                        person.id()))
                .hasSize(1));
        // As if the process had died before it stored that the mail went out.
        retryNow();
        String later = token(mails(sink, person, 2).getLast());
        assertThat(later).isNotEqualTo(token);
        invalid(token);
        complete(later, FRESH).statusCode(204);
    }

    private void retryNow() {
        Eventually.check(() -> assertThat(Database.update(
                        "UPDATE identity.password_resets SET next_attempt_at = now() WHERE user_id = ?::uuid AND closed_at IS NULL",
                        person.id()))
                .isEqualTo(1));
    }

    @Test
    void a_mail_that_never_goes_out_is_given_up() {
        request(person.email());
        mails(sink, person, 1);
        Database.update("""
                UPDATE identity.password_resets SET attempts = 8, sent_at = NULL, next_attempt_at = now() WHERE user_id = ?::uuid
                """, person.id());

        Eventually.check(() -> assertThat(Database.value(
                        "SELECT outcome FROM identity.password_resets WHERE user_id = ?::uuid", person.id()))
                .isEqualTo("FAILED"));
        assertThat(sink.to(person.email())).hasSize(1);
    }

    @Test
    void resets_are_forgotten_after_a_day() {
        request(person.email());
        mails(sink, person, 1);
        Eventually.check(() -> assertThat(Database.update("""
                        UPDATE identity.password_resets SET requested_at = now() - interval '25 hours'
                         WHERE user_id = ?::uuid AND next_attempt_at IS NULL
                        """, person.id())).isEqualTo(1));

        Database.value("SELECT identity.cleanup_expired_auth()");

        assertThat(Database.rows("SELECT 1 FROM identity.password_resets WHERE user_id = ?::uuid", person.id()))
                .isEmpty();
    }
}
