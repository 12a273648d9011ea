package io.steward.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.apikey.KeyHolder;
import io.steward.testkit.Database;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class OwnMfaTest {
    @Inject
    SettableClock clock;

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

    private static Object actions(Factors of) {
        return Database.rows(
                        "SELECT action FROM identity.audit_logs WHERE resource_id = ? AND action LIKE 'mfa.%' ORDER BY sequence",
                        of.person.id())
                .stream()
                .map(List::getFirst)
                .toList();
    }

    @Test
    void an_app_is_no_factor_before_its_first_code() {
        Factors mine = Factors.none(clock, person());
        mine.app = new AuthenticatorApp(mine.beginTotp()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body(
                        "otpauthUri",
                        startsWith(
                                "otpauth://totp/Steward:" + mine.person.email().replace("@", "%40") + "?secret="))
                .extract()
                .path("secret"));

        People.login(mine.person.email(), People.PASSWORD).statusCode(200).body("tokenType", equalTo("Bearer"));
        mine.me().get(Factors.ME).then().statusCode(200).body("totp", equalTo(false));
        mine.confirm(mine.wrongCode())
                .statusCode(403)
                .body("code", equalTo("mfa-code-wrong"))
                .body("field", equalTo("code"));
        mine.confirm(mine.nextCode()).statusCode(200).body("recoveryCodes", hasSize(10));

        mine.me()
                .get(Factors.ME)
                .then()
                .body("totp", equalTo(true))
                .body("recoveryCodesLeft", equalTo(10))
                .body("required", equalTo(false));
        mine.confirm(mine.nextCode()).statusCode(409).body("code", equalTo("mfa-enrolment-missing"));
        mine.beginTotp().statusCode(409).body("code", equalTo("mfa-totp-enrolled"));
        assertThat(actions(mine))
                .isEqualTo(List.of("mfa.change-refused", "mfa.totp-enrolled", "mfa.recovery-codes-renewed"));
    }

    @Test
    void asked_again_an_app_gets_another_secret_and_the_first_is_void() {
        Factors mine = Factors.none(clock, person());
        AuthenticatorApp first = new AuthenticatorApp(mine.beginTotp().extract().path("secret"));
        mine.app = new AuthenticatorApp(mine.beginTotp().extract().path("secret"));

        mine.confirm(first.code(clock.instant())).statusCode(403);
        mine.confirm(mine.app.code(clock.instant())).statusCode(200);
    }

    @Test
    void a_secret_waits_for_an_hour() {
        Factors mine = Factors.none(clock, person());
        mine.app = new AuthenticatorApp(mine.beginTotp().extract().path("secret"));
        Database.update(
                "UPDATE identity.totp_factors SET created_at = created_at - interval '1 hour' WHERE user_id = ?::uuid",
                mine.person.id());

        mine.confirm(mine.nextCode()).statusCode(409).body("code", equalTo("mfa-enrolment-missing"));
    }

    @Test
    void whoever_has_found_a_session_open_changes_nothing() {
        Factors mine = Factors.none(clock, person());
        mine.me()
                .body(Map.of("password", "not the password"))
                .post(Factors.ME + "/totp")
                .then()
                .statusCode(403)
                .body("code", equalTo("password-wrong"))
                .body("field", equalTo("password"));
        for (int guess = 1; guess < 10; guess++) {
            mine.me()
                    .body(Map.of("password", "not the password"))
                    .post(Factors.ME + "/totp")
                    .then()
                    .statusCode(403);
        }
        mine.beginTotp().statusCode(429).body("code", equalTo("login-throttled"));
        People.login(mine.person.email(), People.PASSWORD).statusCode(429);

        Factors other = Factors.totp(clock, person());
        other.removeTotp("not the password", other.nextCode()).statusCode(403);
        other.removeTotp(People.PASSWORD, other.wrongCode()).statusCode(403).body("code", equalTo("mfa-code-wrong"));
        other.me().get(Factors.ME).then().body("totp", equalTo(true));
    }

    @Test
    void removed_by_password_and_code_it_is_gone_with_its_recovery_codes() {
        Factors mine = Factors.totp(clock, person());
        mine.removeTotp(People.PASSWORD, mine.nextCode()).statusCode(204);

        mine.me().get(Factors.ME).then().body("totp", equalTo(false)).body("recoveryCodesLeft", equalTo(0));
        People.login(mine.person.email(), People.PASSWORD).body("tokenType", equalTo("Bearer"));
        mine.removeTotp(People.PASSWORD, mine.nextCode()).statusCode(404);

        Factors lost = Factors.totp(clock, person());
        lost.removeTotp(People.PASSWORD, lost.recoveryCodes.getLast()).statusCode(204);
        People.login(lost.person.email(), People.PASSWORD).body("tokenType", equalTo("Bearer"));
    }

    @Test
    void new_recovery_codes_void_the_old_ones_and_need_a_factor() {
        Factors mine = Factors.totp(clock, person());
        mine.me()
                .body(Map.of("code", mine.wrongCode()))
                .post(Factors.ME + "/recovery-codes")
                .then()
                .statusCode(403);
        List<String> fresh = mine.me()
                .body(Map.of("code", mine.nextCode()))
                .post(Factors.ME + "/recovery-codes")
                .then()
                .statusCode(200)
                .body("recoveryCodes", hasSize(10))
                .extract()
                .path("recoveryCodes");

        Factors.complete(mine.challenge(), mine.recoveryCodes.getFirst()).statusCode(401);
        Factors.complete(mine.challenge(), fresh.getFirst()).statusCode(200);
        Factors none = Factors.none(clock, person());
        none.me()
                .body(Map.of("code", "123456"))
                .post(Factors.ME + "/recovery-codes")
                .then()
                .statusCode(403);
    }

    @Test
    void wrong_codes_of_a_session_count_with_those_of_logins() {
        Factors mine = Factors.totp(clock, person());
        for (int guess = 0; guess < 10; guess++) {
            clock.set(clock.instant().plus(Duration.ofSeconds(6)));
            mine.me()
                    .body(Map.of("code", mine.wrongCode()))
                    .post(Factors.ME + "/recovery-codes")
                    .then()
                    .statusCode(403);
        }
        clock.set(clock.instant().plus(Duration.ofSeconds(6)));

        mine.me()
                .body(Map.of("code", mine.app.code(clock.instant())))
                .post(Factors.ME + "/recovery-codes")
                .then()
                .statusCode(429)
                .body("code", equalTo("mfa-throttled"));
        Factors.complete(mine.challenge(), mine.app.code(clock.instant())).statusCode(429);
    }

    @Test
    void strangers_and_keys_have_no_way_in() {
        People.anonymous().get(Factors.ME).then().statusCode(401);
        People.anonymous()
                .body(Map.of("password", People.PASSWORD))
                .post(Factors.ME + "/totp")
                .then()
                .statusCode(401);
        String key = KeyHolder.token(People.person(People.organization(), "admin"), "ticket:read");
        for (String path : List.of("/totp", "/totp/confirm", "/recovery-codes")) {
            People.with(key)
                    .body(Map.of("password", People.PASSWORD))
                    .post(Factors.ME + path)
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("session-required"));
        }
        People.with(key).get(Factors.ME).then().statusCode(403);
        Factors mine = Factors.none(clock, person());
        mine.me()
                .body(Map.of("password", People.PASSWORD, "secret", "x"))
                .post(Factors.ME + "/totp")
                .then()
                .statusCode(400)
                .body("code", equalTo("unknown-property"));
        mine.me()
                .body(Map.of("password", "x".repeat(129)))
                .post(Factors.ME + "/totp")
                .then()
                .statusCode(400);
        mine.me().body(Map.of()).post(Factors.ME + "/totp/confirm").then().statusCode(400);
    }
}
