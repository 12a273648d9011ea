package io.steward.identity.mfa;

import static io.steward.identity.mfa.PasskeyClient.ask;
import static io.steward.identity.mfa.PasskeyClient.complete;
import static io.steward.identity.mfa.PasskeyClient.options;
import static io.steward.identity.mfa.PasskeyClient.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.testkit.Database;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class PasskeyTest {
    @Inject
    SettableClock clock;

    private final SoftAuthenticator authenticator = new SoftAuthenticator();

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

    private Factors registered() {
        return PasskeyClient.registered(authenticator, Factors.none(clock, person()));
    }

    @Test
    void a_passkey_is_added_and_completes_logins() {
        Factors mine = Factors.none(clock, person());
        ValidatableResponse asked = options(mine, Map.of())
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("rp.id", equalTo("steward.example.org"))
                .body("user.name", equalTo(mine.person.email()))
                .body("attestation", equalTo("none"))
                .body("pubKeyCredParams.alg", contains(-7, -8, -257))
                .body("excludeCredentials", hasSize(0))
                .body("timeout", equalTo(300_000));
        assertThat(Factors.json(asked).getString("challenge")).matches("[A-Za-z0-9_-]{43}");
        People.login(mine.person.email(), People.PASSWORD).body("tokenType", equalTo("Bearer"));

        register(mine, authenticator.create(Factors.json(asked)))
                .statusCode(201)
                .header("Cache-Control", "no-store")
                .body("name", equalTo("My laptop"))
                .body("recoveryCodes", hasSize(10));

        mine.me()
                .get(Factors.ME)
                .then()
                .body("totp", equalTo(false))
                .body("recoveryCodesLeft", equalTo(10))
                .body("passkeys.name", contains("My laptop"))
                .body("passkeys[0].lastUsedAt", nullValue())
                .body("passkeys[0].backedUp", equalTo(false));
        ValidatableResponse login = People.login(mine.person.email(), People.PASSWORD)
                .body("methods", contains("PASSKEY", "RECOVERY_CODE"));
        String challenge = login.extract().path("challengeId");
        JsonObject request = ask(challenge);
        assertThat(request.getString("rpId")).isEqualTo("steward.example.org");
        assertThat(request.getJsonArray("allowCredentials").getJsonObject(0).getString("id"))
                .isEqualTo(authenticator.id());
        assertThat(request.getJsonArray("allowCredentials").getJsonObject(0).getJsonArray("transports"))
                .containsExactly("hybrid", "internal");
        complete(challenge, authenticator.get(request))
                .statusCode(200)
                .body("tokenType", equalTo("Bearer"))
                .body("", not(hasKey("recoveryCodes")));
        mine.me().get(Factors.ME).then().body("passkeys[0].lastUsedAt", notNullValue());
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.audit_logs WHERE action = 'mfa.passkey-added' AND resource_id = ?",
                        mine.person.id()))
                .isEqualTo(1L);
    }

    @Test
    void what_a_passkey_signs_is_good_for_one_attempt() {
        Factors mine = registered();
        String challenge = mine.challenge();
        complete(
                        challenge,
                        authenticator.get(
                                new JsonObject().put("challenge", "AAAA").put("rpId", "steward.example.org")))
                .statusCode(401);
        JsonObject request = ask(challenge);
        authenticator.honest = false;
        complete(challenge, authenticator.get(request))
                .statusCode(401)
                .body("code", equalTo("mfa-code-wrong"))
                .body("attemptsLeft", equalTo(3));
        authenticator.honest = true;

        complete(challenge, authenticator.get(request)).statusCode(401);

        JsonObject answer = authenticator.get(ask(challenge));
        complete(challenge, answer).statusCode(200);
        complete(challenge, answer).statusCode(401);
        String next = mine.challenge();
        ask(next);
        complete(next, answer).statusCode(401);
    }

    @Test
    void one_answer_logs_in_once_however_often_it_comes_at_once() throws Exception {
        Factors mine = registered();
        String challenge = mine.challenge();
        JsonObject answer = authenticator.get(ask(challenge));
        try (ExecutorService clients = Executors.newFixedThreadPool(10)) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int client = 0; client < 10; client++) {
                answers.add(clients.submit(
                        () -> complete(challenge, answer).extract().statusCode()));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> each : answers) {
                statuses.add(each.get());
            }
            assertThat(statuses).containsOnlyOnce(200).doesNotContain(500, 503);
        }
    }

    @Test
    void answers_for_another_place_or_without_a_person_are_refused() {
        Factors mine = registered();
        SoftAuthenticator stranger = new SoftAuthenticator();
        Factors theirs = PasskeyClient.registered(stranger, Factors.none(clock, person()));

        authenticator.origin = "https://steward.example.org.evil.test";
        assertRefused(mine);
        authenticator.origin = "http://steward.example.org";
        assertRefused(mine);
        authenticator.origin = SoftAuthenticator.ORIGIN;
        authenticator.rpId = "evil.test";
        assertRefused(mine);
        authenticator.rpId = null;
        authenticator.present = false;
        assertRefused(mine);
        authenticator.present = true;
        String challenge = mine.challenge();
        complete(challenge, stranger.get(ask(challenge))).statusCode(401);
        String other = theirs.challenge();
        complete(other, stranger.get(ask(other))).statusCode(200);
        String last = mine.challenge();
        complete(last, authenticator.get(ask(last))).statusCode(200);
    }

    private void assertRefused(Factors mine) {
        String challenge = mine.challenge();
        complete(challenge, authenticator.get(ask(challenge))).statusCode(401).body("code", equalTo("mfa-code-wrong"));
    }

    @Test
    void a_counter_that_went_back_is_refused_and_audited() {
        Factors mine = registered();
        authenticator.counter = 40;
        String challenge = mine.challenge();
        complete(challenge, authenticator.get(ask(challenge))).statusCode(200);

        authenticator.counter = 40;
        assertRefused(mine);
        authenticator.counter = 7;
        assertRefused(mine);

        assertThat(Database.value(
                        "SELECT count(*) FROM identity.audit_logs WHERE action = 'mfa.passkey-counter-regressed' AND resource_id = ?",
                        mine.person.id()))
                .isEqualTo(2L);
        assertThat(Database.value("SELECT sign_count FROM identity.passkeys WHERE user_id = ?::uuid", mine.person.id()))
                .isEqualTo(41L);
        authenticator.counter = 41;
        String again = mine.challenge();
        complete(again, authenticator.get(ask(again))).statusCode(200);
    }

    @Test
    void an_account_without_one_has_nothing_to_sign_and_malformed_answers_are_wrong_ones() {
        Factors app = Factors.totp(clock, person());
        People.anonymous()
                .body(Map.of("challengeId", app.challenge()))
                .post(Factors.AUTH + "/passkey/options")
                .then()
                .statusCode(409)
                .body("code", equalTo("mfa-no-passkey"));
        People.anonymous()
                .body(Map.of("challengeId", "unknown"))
                .post(Factors.AUTH + "/passkey/options")
                .then()
                .statusCode(401);

        Factors mine = registered();
        JsonObject good =
                authenticator.get(new JsonObject().put("challenge", "AAAA").put("rpId", "x"));
        List<JsonObject> bad = List.of(
                new JsonObject(),
                good.copy().put("id", 5),
                good.copy().put("rawId", "***"),
                good.copy().put("response", new JsonObject()),
                good.copy().put("response", "text"));
        for (JsonObject credential : bad) {
            String challenge = mine.challenge();
            ask(challenge);
            complete(challenge, credential).statusCode(401).body("code", equalTo("mfa-code-wrong"));
            clock.set(clock.instant().plusSeconds(6));
        }
        for (String field : good.getJsonObject("response").fieldNames()) {
            JsonObject credential = good.copy();
            credential.getJsonObject("response").put(field, "AAEC");
            String challenge = mine.challenge();
            ask(challenge);
            ValidatableResponse answer = complete(challenge, credential);
            assertThat(answer.extract().statusCode()).as(field).isEqualTo(401);
            clock.set(clock.instant().plusSeconds(6));
        }
        String challenge = mine.challenge();
        complete(challenge, good.copy().put("padding", "x".repeat(70_000))).statusCode(400);
        People.anonymous()
                .body(Map.of("challengeId", challenge, "credential", "text"))
                .post(Factors.AUTH)
                .then()
                .statusCode(400);
        People.anonymous()
                .body(Map.of("challengeId", challenge))
                .post(Factors.AUTH)
                .then()
                .statusCode(400);
        Factors none = Factors.none(clock, person());
        for (JsonObject credential : bad) {
            options(none, Map.of()).statusCode(200);
            register(none, credential).statusCode(422);
        }
    }
}
