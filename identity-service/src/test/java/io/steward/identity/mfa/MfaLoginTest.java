package io.steward.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.session.Logins;
import io.steward.identity.signingkey.MasterKey;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class MfaLoginTest {
    @Inject
    SettableClock clock;

    @Inject
    MasterKey master;

    @Inject
    ForgetMfa forget;

    @BeforeEach
    void timeStands() {
        clock.set(Instant.now());
    }

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    private static Person person() {
        return People.person(People.organization(), "requester");
    }

    @Test
    void a_password_alone_gives_a_challenge_and_no_tokens_and_a_code_completes_the_login() {
        Factors mine = Factors.totp(clock, person());

        ValidatableResponse asked = People.login(mine.person.email(), People.PASSWORD)
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("mfaRequired", equalTo(true))
                .body("enrolmentRequired", equalTo(false))
                .body("methods", contains("TOTP", "RECOVERY_CODE"))
                .body("expiresAt", equalTo(clock.instant().plusSeconds(300).toString()));
        assertThat(Factors.json(asked).fieldNames())
                .containsExactlyInAnyOrder("mfaRequired", "enrolmentRequired", "challengeId", "methods", "expiresAt");
        String challenge = asked.extract().path("challengeId");
        ValidatableResponse done = Factors.complete(challenge, mine.nextCode())
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("tokenType", equalTo("Bearer"));

        assertThat(Factors.json(done).fieldNames())
                .containsExactlyInAnyOrder("accessToken", "refreshToken", "expiresIn", "tokenType");
        Logins session = Logins.of(done);
        session.refresh().statusCode(200);
        People.with(session.accessToken()).get("/api/v1/me").then().body("id", equalTo(mine.person.id()));
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.mfa_challenges WHERE id_hash = sha256(convert_to(?, 'UTF8'))",
                        challenge))
                .isEqualTo(1L);
    }

    @Test
    void without_a_factor_a_login_answers_as_ever() {
        ValidatableResponse answer =
                People.login(person().email(), People.PASSWORD).statusCode(200);

        assertThat(Factors.json(answer).fieldNames())
                .containsExactlyInAnyOrder("accessToken", "refreshToken", "expiresIn", "tokenType");
    }

    @Test
    void a_code_works_once_however_many_come_with_it_at_once() throws Exception {
        Factors mine = Factors.totp(clock, person());
        List<String> challenges = new ArrayList<>();
        for (int login = 0; login < 24; login++) {
            challenges.add(mine.challenge());
        }
        String code = mine.nextCode();

        assertThat(statuses(challenges, code)).containsOnlyOnce(200).doesNotContain(500, 503);
        assertThat(sessions(mine.person)).isEqualTo(2L);
    }

    @Test
    void a_challenge_and_a_recovery_code_work_once_however_many_come_with_them_at_once() throws Exception {
        Factors mine = Factors.totp(clock, person());
        String challenge = mine.challenge();
        List<String> same = new ArrayList<>();
        for (int request = 0; request < 12; request++) {
            same.add(challenge);
        }

        assertThat(statuses(same, mine.nextCode())).containsOnlyOnce(200).doesNotContain(500, 503);

        List<String> others = new ArrayList<>();
        for (int login = 0; login < 12; login++) {
            others.add(mine.challenge());
        }
        assertThat(statuses(others, mine.recoveryCodes.getFirst()))
                .containsOnlyOnce(200)
                .doesNotContain(500, 503);
        assertThat(sessions(mine.person)).isEqualTo(3L);
    }

    private static List<Integer> statuses(List<String> challenges, String code) throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(12)) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (String challenge : challenges) {
                answers.add(clients.submit(
                        () -> Factors.complete(challenge, code).extract().statusCode()));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            return statuses;
        }
    }

    private static Object sessions(Person person) {
        return Database.value(
                "SELECT count(*) FROM identity.user_sessions WHERE user_id = ?::uuid AND ended_at IS NULL",
                person.id());
    }

    @Test
    void neither_the_confirming_code_nor_an_older_one_logs_in() {
        Factors mine = Factors.totp(clock, person());
        String challenge = mine.challenge();

        Factors.complete(challenge, mine.app.code(clock.instant()))
                .statusCode(401)
                .body("code", equalTo("mfa-code-wrong"))
                .body("attemptsLeft", equalTo(4));
        Factors.complete(challenge, mine.app.code(clock.instant().minusSeconds(30)))
                .statusCode(401);
        Factors.complete(challenge, mine.app.code(clock.instant().plusSeconds(30)))
                .statusCode(200);
    }

    @Test
    void five_wrong_codes_void_a_challenge() {
        Factors mine = Factors.totp(clock, person());
        String challenge = mine.challenge();
        for (int left = 4; left >= 0; left--) {
            Factors.complete(challenge, mine.wrongCode()).statusCode(401).body("attemptsLeft", equalTo(left));
        }

        Factors.complete(challenge, mine.nextCode()).statusCode(401).body("code", equalTo("mfa-challenge-invalid"));

        Factors.complete(mine.challenge(), mine.nextCode()).statusCode(200);
        People.with(People.adminToken())
                .header("X-Organization-Id", UUID.fromString("00000000-0000-0000-0000-000000000000"))
                .get("/api/v1/audit-logs?action=mfa.challenge-failed&resourceId=" + mine.person.id())
                .then()
                .statusCode(200)
                .body("items.size()", equalTo(5))
                .body("items[0].newValues.wrongCodes", equalTo(5));
    }

    @Test
    void new_challenges_give_no_more_guesses() {
        Factors mine = Factors.totp(clock, person());
        for (int round = 0; round < 2; round++) {
            String challenge = mine.challenge();
            for (int guess = 0; guess < 5; guess++) {
                Factors.complete(challenge, mine.wrongCode()).statusCode(401);
            }
        }
        People.login(mine.person.email(), People.PASSWORD).statusCode(429);
        clock.set(clock.instant().plusSeconds(6));
        String fresh = mine.challenge();

        Factors.complete(fresh, mine.app.code(clock.instant().plusSeconds(30)))
                .statusCode(429)
                .body("code", equalTo("mfa-throttled"))
                .body("retryAfter", equalTo(24));

        clock.set(clock.instant().plusSeconds(24));
        Factors.complete(fresh, mine.wrongCode()).statusCode(401);
        clock.set(clock.instant().plusSeconds(59));
        Factors.complete(fresh, mine.app.code(clock.instant())).statusCode(429).body("retryAfter", equalTo(1));
        clock.set(clock.instant().plusSeconds(1));
        Factors.complete(fresh, mine.app.code(clock.instant())).statusCode(200);
        Factors.complete(mine.challenge(), mine.wrongCode()).statusCode(401);
        // Of the email too, by now.
        clock.set(clock.instant().plusSeconds(4));
        Factors.complete(mine.challenge(), mine.nextCode()).statusCode(200);
    }

    @Test
    void guesses_that_come_all_at_once_are_looked_at_one_by_one() throws Exception {
        Factors mine = Factors.totp(clock, person());
        List<String> challenges = new ArrayList<>();
        for (int login = 0; login < 24; login++) {
            challenges.add(mine.challenge());
        }

        assertThat(statuses(challenges, mine.wrongCode()).stream().filter(status -> status == 401))
                .hasSize(10);
    }

    @Test
    void a_challenge_expires() {
        Factors mine = Factors.totp(clock, person());
        String challenge = mine.challenge();
        clock.set(clock.instant().plus(Duration.ofMinutes(5)));

        Factors.complete(challenge, mine.nextCode()).statusCode(401).body("code", equalTo("mfa-challenge-invalid"));
    }

    @Test
    void a_challenge_is_void_when_the_password_has_changed_or_the_account_is_disabled() {
        Factors mine = Factors.totp(clock, person());
        String before = mine.challenge();
        mine.me()
                .body(Map.of("currentPassword", People.PASSWORD, "newPassword", "another long enough phrase"))
                .put("/api/v1/me/password")
                .then()
                .statusCode(204);

        Factors.complete(before, mine.nextCode()).statusCode(401).body("code", equalTo("mfa-challenge-invalid"));

        Factors other = Factors.totp(clock, person());
        String challenge = other.challenge();
        Database.update("UPDATE identity.users SET status = 'DISABLED' WHERE id = ?::uuid", other.person.id());
        Factors.complete(challenge, other.nextCode()).statusCode(401).body("code", equalTo("mfa-challenge-invalid"));
    }

    @Test
    void a_second_step_whose_password_changes_before_its_commit_fails() throws Exception {
        Factors mine = Factors.totp(clock, person());
        String challenge = mine.challenge();
        String code = mine.nextCode();
        try (ExecutorService client = Executors.newSingleThreadExecutor();
                Connection connection = Database.superuser();
                PreparedStatement change = connection.prepareStatement(
                        "UPDATE identity.users SET password_hash = 'of another password' WHERE id = ?::uuid")) {
            connection.setAutoCommit(false);
            change.setString(1, mine.person.id());
            assertThat(change.executeUpdate()).isEqualTo(1);
            Future<Integer> answer = client.submit(
                    () -> Factors.complete(challenge, code).extract().statusCode());
            Eventually.check(() -> assertThat(answer.isDone()
                            || !Database.rows("SELECT 1 FROM pg_stat_activity WHERE usename = 'identity_app'"
                                            + " AND wait_event_type = 'Lock'")
                                    .isEmpty())
                    .isTrue());
            connection.commit();
            assertThat(answer.get()).isEqualTo(401);
        }
        assertThat(sessions(mine.person)).isEqualTo(1L);
    }

    @Test
    void a_recovery_code_logs_in_once_and_the_rest_is_counted() {
        Factors mine = Factors.totp(clock, person());
        String code = mine.recoveryCodes.get(3);

        Factors.complete(mine.challenge(), code.toUpperCase(Locale.ROOT).replace("-", " "))
                .statusCode(200)
                .body("recoveryCodes", nullValue());
        Factors.complete(mine.challenge(), code).statusCode(401);

        mine.me().get(Factors.ME).then().body("recoveryCodesLeft", equalTo(9));
        assertThat(Database.rows(
                        "SELECT resource_id FROM identity.audit_logs WHERE action = 'mfa.recovery-code-used' AND user_id = ?::uuid",
                        mine.person.id()))
                .hasSize(1);
    }

    @Test
    void one_accounts_codes_are_of_no_use_to_another() {
        Factors mine = Factors.totp(clock, person());
        Factors theirs = Factors.totp(clock, person());

        Factors.complete(mine.challenge(), theirs.recoveryCodes.getFirst()).statusCode(401);
        Factors.complete(mine.challenge(), theirs.nextCode()).statusCode(401);
        RecoveryCode code = RecoveryCode.typed(theirs.recoveryCodes.getFirst());
        assertThat(code.mark(master, UUID.fromString(mine.person.id())))
                .isNotEqualTo(code.mark(master, UUID.fromString(theirs.person.id())));
    }

    @Test
    void what_is_no_challenge_or_no_code_is_refused() {
        Factors.complete("no challenge", "123456").statusCode(401).body("code", equalTo("mfa-challenge-invalid"));
        Factors.complete("x".repeat(65), "123456").statusCode(400);
        Factors.complete("", "123456").statusCode(400);
        Factors.complete("x", "1".repeat(33)).statusCode(400);
        People.anonymous()
                .body(Map.of("challengeId", "x", "code", "123456", "userId", "y"))
                .post(Factors.AUTH)
                .then()
                .statusCode(400)
                .body("code", equalTo("unknown-property"));
        Factors mine = Factors.totp(clock, person());
        String challenge = mine.challenge();
        for (String code : List.of("12345", "abcdef", "\0", "\uD835\uDFCE23456", "0123-4567-89ab")) {
            Factors.complete(challenge, code).statusCode(401).body("code", equalTo("mfa-code-wrong"));
        }
    }

    @Test
    void secrets_stand_nowhere_in_the_clear() {
        Factors mine = Factors.none(clock, person());
        String secret = mine.beginTotp().statusCode(200).extract().path("secret");
        mine.app = new AuthenticatorApp(secret);
        List<String> codes = mine.confirm(mine.nextCode()).extract().path("recoveryCodes");
        String challenge = mine.challenge();

        for (String table : List.of("totp_factors", "recovery_codes", "mfa_challenges", "audit_logs", "outbox")) {
            String all =
                    String.valueOf(Database.value("SELECT string_agg(t::text, ' ') FROM identity." + table + " t"));
            assertThat(all).doesNotContain(secret, challenge);
            assertThat(all).doesNotContain(codes.getFirst(), codes.getFirst().replace("-", ""));
        }
        assertThat(Factors.json(mine.me().get(Factors.ME).then().statusCode(200))
                        .fieldNames())
                .doesNotContain("secret");
    }

    @Test
    void what_can_do_nothing_any_more_is_forgotten() {
        Factors mine = Factors.totp(clock, person());
        mine.challenge();
        Factors pending = Factors.none(clock, person());
        pending.beginTotp().statusCode(200);
        Instant made = clock.instant();

        clock.set(made.plus(Duration.ofDays(1)));
        forget();
        assertThat(rows("mfa_challenges", mine)).isEqualTo(1L);
        assertThat(rows("totp_factors", pending)).isEqualTo(1L);

        clock.set(made.plus(Duration.ofDays(1)).plusSeconds(301));
        forget();
        assertThat(rows("mfa_challenges", mine)).isEqualTo(0L);
        assertThat(rows("totp_factors", pending)).isEqualTo(0L);
        assertThat(rows("totp_factors", mine)).isEqualTo(1L);
    }

    private void forget() {
        forget.run().subscribeAsCompletionStage().toCompletableFuture().join();
    }

    private static Object rows(String table, Factors of) {
        return Database.value("SELECT count(*) FROM identity." + table + " WHERE user_id = ?::uuid", of.person.id());
    }
}
