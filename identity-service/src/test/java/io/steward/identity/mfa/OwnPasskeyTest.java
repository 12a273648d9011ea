package io.steward.identity.mfa;

import static io.steward.identity.mfa.PasskeyClient.options;
import static io.steward.identity.mfa.PasskeyClient.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

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
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class OwnPasskeyTest {
    @Inject
    SettableClock clock;

    @Inject
    ForgetMfa forget;

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

        PasskeyClient.registered(authenticator, mine);
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
        return authenticator.get(Factors.json(
                mine.me().post(PasskeyClient.PATH + "/proof/options").then().statusCode(200)));
    }

    private ValidatableResponse remove(Factors mine, String id, JsonObject proof) {
        return mine.me()
                .body(new JsonObject()
                        .put("password", People.PASSWORD)
                        .put("credential", proof)
                        .encode())
                .delete(PasskeyClient.PATH + "/{id}", id)
                .then();
    }

    private static String idOf(Factors mine) {
        return mine.me().get(Factors.ME).then().extract().path("passkeys[0].id");
    }

    @Test
    void it_is_removed_by_password_and_proof_and_the_last_only_where_no_role_needs_it() {
        Person person = person();
        Factors mine = PasskeyClient.registered(authenticator, Factors.none(clock, person));
        String id = idOf(mine);
        Factors theirs = PasskeyClient.registered(new SoftAuthenticator(), Factors.none(clock, person()));

        remove(mine, idOf(theirs), proof(mine)).statusCode(404);
        remove(mine, UUID.randomUUID().toString(), proof(mine)).statusCode(404);
        mine.me()
                .body(Map.of("password", "not the password", "code", mine.recoveryCodes.getFirst()))
                .delete(PasskeyClient.PATH + "/{id}", id)
                .then()
                .statusCode(403)
                .body("code", equalTo("password-wrong"));
        mine.me()
                .body(Map.of("password", People.PASSWORD))
                .delete(PasskeyClient.PATH + "/{id}", id)
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
        mine.me()
                .post(PasskeyClient.PATH + "/proof/options")
                .then()
                .statusCode(409)
                .body("code", equalTo("mfa-no-passkey"));
        Factors app = Factors.totp(clock, person);
        app.removeTotp(People.PASSWORD, app.nextCode()).statusCode(204);
    }

    @Test
    void an_administrators_reset_takes_passkeys_too() {
        String organization = People.organization();
        Factors member =
                PasskeyClient.registered(authenticator, Factors.none(clock, People.person(organization, "l1")));

        People.with(People.token(People.person(organization, "admin")))
                .delete("/api/v1/users/{id}/mfa", member.person.id())
                .then()
                .statusCode(204);

        People.login(member.person.email(), People.PASSWORD).body("tokenType", equalTo("Bearer"));
        assertThat(Database.value("SELECT count(*) FROM identity.passkeys WHERE user_id = ?::uuid", member.person.id()))
                .isEqualTo(0L);
    }

    @Test
    void what_nobody_has_signed_is_forgotten() {
        Factors mine = Factors.none(clock, person());
        options(mine, Map.of()).statusCode(200);
        Instant asked = clock.instant();

        clock.set(asked.plus(Duration.ofDays(1)).plusSeconds(300));
        forget.run().subscribeAsCompletionStage().toCompletableFuture().join();
        assertThat(ceremonies(mine)).isEqualTo(1L);
        clock.set(asked.plus(Duration.ofDays(1)).plusSeconds(301));
        forget.run().subscribeAsCompletionStage().toCompletableFuture().join();
        assertThat(ceremonies(mine)).isEqualTo(0L);
    }

    private static Object ceremonies(Factors of) {
        return Database.value(
                "SELECT count(*) FROM identity.passkey_ceremonies WHERE user_id = ?::uuid", of.person.id());
    }

    @Test
    void an_account_has_ten_passkeys_at_most() {
        Factors mine = registered();
        Database.update(
                "INSERT INTO identity.passkeys SELECT gen_random_uuid(), user_id, sha256(n::text::bytea || credential_id), credential_data,"
                        + " transports, name, sign_count, backup_eligible, backed_up, created_at FROM identity.passkeys,"
                        + " generate_series(1, 9) n WHERE user_id = ?::uuid",
                mine.person.id());

        options(mine, Map.of("code", mine.recoveryCodes.getFirst()))
                .statusCode(409)
                .body("code", equalTo("passkey-limit"))
                .body("limit", equalTo(10));
    }

    @Test
    void strangers_and_keys_have_no_way_in() {
        People.anonymous()
                .body(Map.of("password", "x"))
                .post(PasskeyClient.PATH + "/options")
                .then()
                .statusCode(401);
        People.with(KeyHolder.token(People.person(People.organization(), "admin"), "ticket:read"))
                .body(Map.of("password", People.PASSWORD))
                .post(PasskeyClient.PATH + "/options")
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
        assertThat(WebAuthn.origin(URI.create("HTTPS://Steward.Example.org:443/below")))
                .isEqualTo("https://steward.example.org");
        assertThat(WebAuthn.origin(URI.create("http://localhost:8080/"))).isEqualTo("http://localhost:8080");
    }
}
