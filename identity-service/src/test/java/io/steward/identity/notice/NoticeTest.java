package io.steward.identity.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.session.Logins;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Tx;
import io.steward.mail.QuotedName;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.MailSink;
import jakarta.inject.Inject;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class NoticeTest {
    private static final String FRESH = "another long enough phrase";
    private static final String ADDRESS = "198.51.100.23";
    private static final String DEVICE = "Borrowed/7 (somewhere)";

    @Inject
    SettableClock clock;

    @Inject
    Notices notices;

    @Inject
    ForgetNotices forgetting;

    @Inject
    Tx tx;

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
    void a_used_refresh_token_seen_again_is_told_once_with_time_device_and_address() throws Exception {
        Logins login = Logins.of(person);
        login.refresh().statusCode(200);
        // Past the moment in which the first answer may have been lost.
        Instant reuse = Instant.now().plusSeconds(30);
        clock.set(reuse);
        showAgain(login);
        showAgain(login);

        // Due by the moved clock: released before, it could be half a minute away.
        MimeMessage mail = mails(1).getFirst();
        clock.release();

        String text = mail.getContent().toString();
        assertThat(mail.getSubject()).isEqualTo("A session of your account was ended");
        assertThat(text)
                .contains("a token of it was used a second time")
                .contains(reuse.toString().substring(11, 19) + " UTC")
                .contains("Device:  " + QuotedName.of(DEVICE))
                .contains("Address: " + ADDRESS)
                .contains("change your password and end your other sessions")
                .contains(IdentityServers.PUBLIC_URL)
                .doesNotContain(login.refreshToken());
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(Database.rows("SELECT outcome FROM identity.security_notices WHERE user_id = ?::uuid", person.id()))
                .as("the session has ended once")
                .hasSize(1);
    }

    private static void showAgain(Logins login) {
        People.anonymous()
                .header("X-Forwarded-For", ADDRESS)
                .header("User-Agent", DEVICE)
                .body(Map.of("refreshToken", login.refreshToken()))
                .post("/api/v1/auth/refresh")
                .then()
                .statusCode(401);
    }

    @Test
    void a_changed_password_is_told_and_so_is_a_reset_one() throws Exception {
        change(Logins.of(person), People.PASSWORD);
        assertThat(mails(1).getFirst().getSubject()).isEqualTo("Your password was changed");
        assertThat(mails(1).getFirst().getContent().toString()).contains("Device:  “Desk”");

        People.anonymous().body(Map.of("email", person.email())).post("/api/v1/auth/password-resets");
        Matcher token = Pattern.compile("#token=([A-Za-z0-9_-]{43})")
                .matcher(mails(2).getLast().getContent().toString());
        assertThat(token.find()).isTrue();
        People.anonymous()
                .header("User-Agent", "Two\u2028lines\u202e")
                .body(Map.of("token", token.group(1), "newPassword", "a third long enough phrase"))
                .post("/api/v1/auth/password-resets/complete")
                .then()
                .statusCode(204);
        MimeMessage mail = mails(3).getLast();
        assertThat(mail.getSubject()).isEqualTo("Your password was reset");
        assertThat(mail.getContent().toString()).contains("secure your mailbox").contains("Address: not known");
    }

    @Test
    void a_password_that_stays_is_not_told() {
        People.with(Logins.of(person).accessToken())
                .body(Map.of("currentPassword", "not the password", "newPassword", FRESH))
                .put("/api/v1/me/password")
                .then()
                .statusCode(403);
        assertThat(Database.rows("SELECT 1 FROM identity.security_notices WHERE user_id = ?::uuid", person.id()))
                .isEmpty();
    }

    @Test
    void a_notice_waits_for_a_server_that_is_down_and_may_come_twice_but_is_the_same() throws Exception {
        sink.close();
        change(Logins.of(person), People.PASSWORD);
        Eventually.check(() -> assertThat(Database.rows("""
                SELECT 1 FROM identity.security_notices
                 WHERE user_id = ?::uuid AND attempts = 1 AND closed_at IS NULL AND next_attempt_at < attempted_at + interval '31 s'
                """, person.id())).hasSize(1));
        sink = MailSink.start();
        again();
        mails(1);
        // As if the process had died before it stored that the mail went out.
        Eventually.check(() -> assertThat(outcome()).isEqualTo("SENT"));
        again();

        List<MimeMessage> both = mails(2);
        assertThat(both.get(0).getMessageID()).isEqualTo(both.get(1).getMessageID());
    }

    @Test
    void a_notice_that_never_goes_out_is_given_up_and_one_of_another_version_left_to_it() {
        tell("TOLD_BY_A_LATER_VERSION", 3);
        Eventually.check(() -> assertThat(Database.rows(
                        "SELECT 1 FROM identity.security_notices WHERE user_id = ?::uuid AND attempts = 4 AND closed_at IS NULL AND next_attempt_at > now() + interval '30 s'",
                        person.id()))
                .hasSize(1));
        Database.update("DELETE FROM identity.security_notices WHERE user_id = ?::uuid", person.id());
        tell(NoticeKind.PASSWORD_CHANGED.name(), 24);
        Eventually.check(() -> assertThat(outcome()).isEqualTo("FAILED"));
        assertThat(sink.to(person.email())).isEmpty();
    }

    @Test
    void another_address_can_be_told_and_nothing_is_told_of_what_was_rolled_back() {
        String former = "former-" + person.email();
        Actor actor = Actor.system(Ids.NIL, Cause.rule("test", Ids.next()));
        UUID id = UUID.fromString(person.id());
        assertThat(tx.write(actor, scope -> notices.tell(scope, id, NoticeKind.PASSWORD_CHANGED, null)
                                .invoke(() -> {
                                    throw new IllegalStateException("rolled back");
                                }))
                        .onFailure()
                        .recoverWithNull()
                        .await()
                        .indefinitely())
                .isNull();
        tx.write(actor, scope -> notices.tell(scope, id, NoticeKind.PASSWORD_CHANGED, "x".repeat(300), former))
                .await()
                .indefinitely();

        Eventually.check(() -> assertThat(sink.to(former)).hasSize(1));
        assertThat(sink.to(person.email())).isEmpty();
        Eventually.check(() -> assertThat(Database.rows(
                        "SELECT email, length(device) FROM identity.security_notices WHERE user_id = ?::uuid AND closed_at IS NOT NULL",
                        person.id()))
                .containsExactly(java.util.Arrays.asList(null, 255)));
    }

    @Test
    void notices_are_forgotten_a_week_after_they_were_sent() {
        change(Logins.of(person), People.PASSWORD);
        Eventually.check(() -> assertThat(outcome()).isEqualTo("SENT"));
        clock.set(Instant.now().plus(Duration.ofDays(8)));

        forgetting.run().await().indefinitely();

        assertThat(Database.rows("SELECT 1 FROM identity.security_notices WHERE user_id = ?::uuid", person.id()))
                .isEmpty();
    }

    private static void change(Logins session, String current) {
        People.with(session.accessToken())
                .header("User-Agent", "Desk")
                .body(Map.of("currentPassword", current, "newPassword", FRESH))
                .put("/api/v1/me/password")
                .then()
                .statusCode(204);
    }

    private void tell(String kind, int attempts) {
        Database.update(
                "INSERT INTO identity.security_notices (id, user_id, kind, occurred_at, next_attempt_at, attempts) VALUES (gen_random_uuid(), ?::uuid, ?, now(), now(), ?)",
                person.id(),
                kind,
                attempts);
    }

    private void again() {
        Eventually.check(() -> assertThat(Database.update(
                        "UPDATE identity.security_notices SET next_attempt_at = now(), closed_at = NULL, outcome = NULL WHERE user_id = ?::uuid",
                        person.id()))
                .isEqualTo(1));
    }

    private Object outcome() {
        return Database.value("SELECT outcome FROM identity.security_notices WHERE user_id = ?::uuid", person.id());
    }

    private List<MimeMessage> mails(int count) {
        return Eventually.value(() -> {
            List<MimeMessage> mails = sink.to(person.email());
            assertThat(mails).hasSize(count);
            return mails;
        });
    }
}
