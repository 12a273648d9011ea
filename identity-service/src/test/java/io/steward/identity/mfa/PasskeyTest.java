package io.steward.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
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
import io.steward.identity.apikey.KeyHolder;
import io.steward.kit.problem.Problem;
import io.steward.testkit.Database;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class PasskeyTest {
    private static final String PASSKEYS = Factors.ME + "/passkeys";

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

    private static ValidatableResponse options(Factors mine, Map<String, ?> proof) {
        JsonObject body = new JsonObject(new HashMap<>(proof)).put("password", People.PASSWORD);
        return mine.me().body(body.encode()).post(PASSKEYS + "/options").then();
    }

    private static ValidatableResponse register(Factors mine, JsonObject credential) {
        return mine.me()
                .body(new JsonObject()
                        .put("name", " My laptop ")
                        .put("credential", credential)
                        .encode())
                .post(PASSKEYS)
                .then();
    }

    private Factors registered() {
        return registered(authenticator, Factors.none(clock, person()));
    }

    private static Factors registered(SoftAuthenticator with, Factors mine) {
        JsonObject asked = Factors.json(options(mine, Map.of()).statusCode(200));
        mine.recoveryCodes =
                register(mine, with.create(asked)).statusCode(201).extract().path("recoveryCodes");
        return mine;
    }

    private static JsonObject ask(String challenge) {
        return Factors.json(People.anonymous()
                .body(Map.of("challengeId", challenge))
                .post(Factors.AUTH + "/passkey/options")
                .then()
                .statusCode(200));
    }

    private static ValidatableResponse complete(String challenge, JsonObject credential) {
        return People.anonymous()
                .body(new JsonObject()
                        .put("challengeId", challenge)
                        .put("credential", credential)
                        .encode())
                .post(Factors.AUTH)
                .then();
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
        Factors theirs = registered(stranger, Factors.none(clock, person()));

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
    void a_registration_that_is_not_what_was_asked_for_is_refused_and_spent() {
        Factors mine = Factors.none(clock, person());
        register(
                        mine,
                        authenticator.create(
                                Factors.json(options(mine, Map.of())).put("challenge", "AAAA")))
                .statusCode(422)
                .body("code", equalTo("passkey-refused"))
                .body("field", equalTo("credential"));
        JsonObject asked = Factors.json(options(mine, Map.of()));
        authenticator.origin = "https://evil.test";
        register(mine, authenticator.create(asked)).statusCode(422);
        authenticator.origin = SoftAuthenticator.ORIGIN;
        register(mine, authenticator.create(asked)).statusCode(422);

        JsonObject late = Factors.json(options(mine, Map.of()));
        clock.set(clock.instant().plus(Duration.ofMinutes(5)));
        register(mine, authenticator.create(late)).statusCode(422);
        mine.me().get(Factors.ME).then().body("passkeys", hasSize(0)).body("recoveryCodesLeft", equalTo(0));

        registered(authenticator, mine);
        Factors other = Factors.none(clock, person());
        register(other, authenticator.create(Factors.json(options(other, Map.of()))))
                .statusCode(422);
    }

    @Test
    void another_factor_needs_a_proof_of_the_first_and_a_passkey_can_give_it() {
        Factors mine = registered();
        SoftAuthenticator second = new SoftAuthenticator();
        options(mine, Map.of()).statusCode(422).body("code", equalTo("mfa-code-required"));
        mine.beginTotp().statusCode(422).body("code", equalTo("mfa-code-required"));
        options(mine, Map.of("code", "0000-0000-0000")).statusCode(403).body("code", equalTo("mfa-code-wrong"));

        JsonObject asked = Factors.json(options(mine, Map.of("credential", proof(mine)))
                .statusCode(200)
                .body("excludeCredentials.id", contains(authenticator.id())));
        register(mine, second.create(asked)).statusCode(201).body("", not(hasKey("recoveryCodes")));

        mine.me().get(Factors.ME).then().body("passkeys", hasSize(2));
        JsonObject spent = proof(mine);
        mine.me()
                .body(new JsonObject().put("credential", spent).encode())
                .post(Factors.ME + "/recovery-codes")
                .then()
                .statusCode(200)
                .body("recoveryCodes", hasSize(10));
        mine.me()
                .body(new JsonObject().put("credential", spent).encode())
                .post(Factors.ME + "/recovery-codes")
                .then()
                .statusCode(403);
        mine.me()
                .body(new JsonObject()
                        .put("credential", spent)
                        .put("code", "123456")
                        .encode())
                .post(Factors.ME + "/recovery-codes")
                .then()
                .statusCode(400);
        mine.me().body(Map.of()).post(Factors.ME + "/recovery-codes").then().statusCode(400);
    }

    private JsonObject proof(Factors mine) {
        return authenticator.get(
                Factors.json(mine.me().post(PASSKEYS + "/proof/options").then().statusCode(200)));
    }

    private ValidatableResponse remove(Factors mine, String id, JsonObject proof) {
        return mine.me()
                .body(new JsonObject()
                        .put("password", People.PASSWORD)
                        .put("credential", proof)
                        .encode())
                .delete(PASSKEYS + "/{id}", id)
                .then();
    }

    private static String idOf(Factors mine) {
        return mine.me().get(Factors.ME).then().extract().path("passkeys[0].id");
    }

    @Test
    void it_is_removed_by_password_and_proof_and_the_last_only_where_no_role_needs_it() {
        Person person = person();
        Factors mine = registered(authenticator, Factors.none(clock, person));
        String id = idOf(mine);
        Factors theirs = registered(new SoftAuthenticator(), Factors.none(clock, person()));

        remove(mine, idOf(theirs), proof(mine)).statusCode(404);
        remove(mine, UUID.randomUUID().toString(), proof(mine)).statusCode(404);
        mine.me()
                .body(Map.of("password", "not the password", "code", mine.recoveryCodes.getFirst()))
                .delete(PASSKEYS + "/{id}", id)
                .then()
                .statusCode(403)
                .body("code", equalTo("password-wrong"));
        mine.me()
                .body(Map.of("password", People.PASSWORD))
                .delete(PASSKEYS + "/{id}", id)
                .then()
                .statusCode(400);
        Database.update(
                "UPDATE identity.roles SET mfa_required = true WHERE name = 'requester' AND tenant_id ="
                        + " (SELECT tenant_id FROM identity.organization_members WHERE user_id = ?::uuid)",
                person.id());
        remove(mine, id, proof(mine)).statusCode(409).body("code", equalTo("mfa-required"));
        Database.update(
                "UPDATE identity.roles SET mfa_required = false WHERE name = 'requester' AND tenant_id ="
                        + " (SELECT tenant_id FROM identity.organization_members WHERE user_id = ?::uuid)",
                person.id());

        remove(mine, id, proof(mine)).statusCode(204);

        mine.me().get(Factors.ME).then().body("passkeys", hasSize(0)).body("recoveryCodesLeft", equalTo(0));
        People.login(person.email(), People.PASSWORD).body("tokenType", equalTo("Bearer"));
        theirs.me().get(Factors.ME).then().body("passkeys", hasSize(1));
        mine.me().post(PASSKEYS + "/proof/options").then().statusCode(409).body("code", equalTo("mfa-no-passkey"));
        Factors app = Factors.totp(clock, person);
        app.removeTotp(People.PASSWORD, app.nextCode()).statusCode(204);
    }

    @Test
    void an_administrators_reset_takes_passkeys_too() {
        String organization = People.organization();
        Factors member = registered(authenticator, Factors.none(clock, People.person(organization, "l1")));

        People.with(People.token(People.person(organization, "admin")))
                .delete("/api/v1/users/{id}/mfa", member.person.id())
                .then()
                .statusCode(204);

        People.login(member.person.email(), People.PASSWORD).body("tokenType", equalTo("Bearer"));
        assertThat(Database.value("SELECT count(*) FROM identity.passkeys WHERE user_id = ?::uuid", member.person.id()))
                .isEqualTo(0L);
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

    @Test
    void strangers_and_keys_have_no_way_in() {
        People.anonymous()
                .body(Map.of("password", "x"))
                .post(PASSKEYS + "/options")
                .then()
                .statusCode(401);
        People.with(KeyHolder.token(People.person(People.organization(), "admin"), "ticket:read"))
                .body(Map.of("password", People.PASSWORD))
                .post(PASSKEYS + "/options")
                .then()
                .statusCode(403)
                .body("code", equalTo("session-required"));
    }

    @Test
    void without_a_public_address_there_are_none() {
        WebAuthn nowhere = new WebAuthn(Optional::empty);

        assertThat(nowhere.isAvailable()).isFalse();
        assertThat(catchThrowableOfType(Problem.class, nowhere::relyingParty))
                .satisfies(problem -> assertThat(problem.status()).isEqualTo(409))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("passkeys-unavailable"));
    }
}
