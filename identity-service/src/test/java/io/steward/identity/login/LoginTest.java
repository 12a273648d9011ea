package io.steward.identity.login;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.membership.HeldLog;
import io.steward.testkit.Database;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class LoginTest {
    @Inject
    SettableClock clock;

    @Inject
    MeterRegistry meters;

    @Test
    void a_person_logs_in_and_is_told_who_he_is() {
        String organization = People.organization();
        Person agent = People.person(organization, "l1");

        People.with(People.token(agent))
                .get("/api/v1/me")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("id", equalTo(agent.id()))
                .body("email", equalTo(agent.email()))
                .body("language", equalTo("en"))
                .body("organizationId", equalTo(organization))
                .body("organizations", hasSize(1))
                .body("organizations[0].roles", contains("l1"))
                .body("roles", contains("l1"))
                .body("permissions", hasItems("ticket:read-all", "ticket:comment-internal"))
                .body("permissions", not(hasItems("user:create")));
    }

    @Test
    void wrong_password_unknown_account_and_disabled_account_get_the_same_answer() {
        Person known = People.person(People.organization(), "requester");
        Person disabled = People.person(People.organization(), "requester");
        Database.update("UPDATE identity.users SET status = 'DISABLED' WHERE id = ?::uuid", disabled.id());

        String wrong = refused(known.email(), "not the password");
        assertThat(refused("nobody@steward.test", People.PASSWORD)).isEqualTo(wrong);
        assertThat(refused(disabled.email(), People.PASSWORD)).isEqualTo(wrong);
    }

    private static String refused(String email, String password) {
        JsonObject problem = new JsonObject(People.login(email, password)
                .statusCode(401)
                .contentType("application/problem+json")
                .body("code", equalTo("login-failed"))
                .extract()
                .asString());
        problem.remove("traceId");
        return problem.encode();
    }

    @Test
    void too_many_failures_are_throttled_whether_there_is_an_account_or_not() {
        Person known = People.person(People.organization(), "requester");

        clock.set(Instant.now());
        try {
            JsonObject ofKnown = throttled(known.email());
            JsonObject ofNobody = throttled("nobody-" + known.email());

            assertThat(ofKnown).isEqualTo(ofNobody);
            // Nor does the right password get past it: whoever guesses must not learn that he has guessed right.
            People.login(known.email(), People.PASSWORD).statusCode(429);
        } finally {
            clock.release();
        }
        assertThat(logins("throttled")).isPositive();
        assertThat(logins("failed")).isPositive();
        assertThat(logins("succeeded")).isPositive();
    }

    @Test
    void who_waits_for_his_organizations_log_keeps_nobody_else_waiting() throws Exception {
        String held = People.organization();
        Person waiting = People.person(held, "requester");
        Person other = People.person(People.organization(), "requester");

        CompletableFuture<Integer> waits;
        try (HeldLog log = new HeldLog(held)) {
            waits = CompletableFuture.supplyAsync(() ->
                    People.login(waiting.email(), People.PASSWORD).extract().statusCode());
            log.await(1);

            People.login(other.email(), People.PASSWORD).statusCode(200);
            assertThat(waits).isNotDone();
        }
        assertThat(waits.get(20, TimeUnit.SECONDS)).isEqualTo(200);
    }

    @Test
    void right_passwords_are_not_throttled() {
        Person person = People.person(People.organization(), "requester");

        for (int login = 0; login < 15; login++) {
            People.login(person.email(), People.PASSWORD).statusCode(200);
        }
    }

    private double logins(String outcome) {
        return meters.get("steward.identity.login")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    /** Ten failures of an email in any case, in a moment that does not pass; the answer to the eleventh. */
    private static JsonObject throttled(String email) {
        for (int failure = 0; failure < 10; failure++) {
            String spelling = failure % 2 == 0 ? email : email.toUpperCase(java.util.Locale.ROOT);
            People.login(spelling, "not the password").statusCode(401);
        }
        JsonObject problem = new JsonObject(People.login(email, "not the password")
                .statusCode(429)
                .header("Retry-After", equalTo("1"))
                .body("code", equalTo("login-throttled"))
                .extract()
                .asString());
        problem.remove("traceId");
        return problem;
    }

    @Test
    void the_clients_address_is_what_the_gateway_says() {
        Person person = People.person(People.organization(), "requester");

        assertThat(address(person, "198.51.100.7")).isEqualTo("198.51.100.7");
        assertThat(address(person, "fe80::1%eth0")).isEqualTo("fe80::1");
        assertThat(address(person, "nowhere")).isNull();
    }

    private static Object address(Person person, String forwardedFor) {
        String token = People.anonymous()
                .header("X-Forwarded-For", forwardedFor)
                .body(Map.of("email", person.email(), "password", People.PASSWORD))
                .post("/api/v1/auth/login")
                .then()
                .statusCode(200)
                .extract()
                .path("accessToken");
        return Database.value(
                "SELECT host(ip_address) FROM identity.user_sessions WHERE id = ?::uuid",
                decode(token.split("\\.")[1]).getString("sid"));
    }

    @Test
    void an_organization_is_named_by_a_uuid_in_any_spelling() {
        String organization = People.organization();
        String token = People.token(People.person(organization, "admin"));

        named(token, organization.toUpperCase(java.util.Locale.ROOT)).statusCode(200);
        named(token, "acme")
                .statusCode(400)
                .body("code", equalTo("invalid-value"))
                .body("field", equalTo("X-Organization-Id"));
        named(token, java.util.UUID.randomUUID().toString())
                .statusCode(403)
                .body("code", equalTo("organization-forbidden"));
    }

    private static ValidatableResponse named(String token, String organization) {
        return People.with(token)
                .header("X-Organization-Id", organization)
                .get("/api/v1/users")
                .then();
    }

    @Test
    void the_email_is_found_in_any_case() {
        Person person = People.person(People.organization(), "requester");

        People.login(person.email().toUpperCase(java.util.Locale.ROOT), People.PASSWORD)
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .body("tokenType", equalTo("Bearer"))
                .body("expiresIn", equalTo(600))
                .body("refreshToken", notNullValue());
    }

    @Test
    void the_token_carries_the_agreed_claims_and_verifies_against_the_published_keys() throws Exception {
        String organization = People.organization();
        Person agent = People.person(organization, "requester");

        String[] parts = People.token(agent).split("\\.");
        JsonObject header = decode(parts[0]);
        JsonObject claims = decode(parts[1]);

        assertThat(header.getString("alg")).isEqualTo("RS256");
        assertThat(claims.getString("iss")).isEqualTo("steward");
        assertThat(claims.getString("aud")).isEqualTo("steward");
        assertThat(claims.getString("sub")).isEqualTo(agent.id());
        assertThat(claims.getString("org")).isEqualTo(organization);
        assertThat(claims.getString("sid")).isNotBlank();
        assertThat(claims.getString("jti")).isNotBlank();
        assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(600);
        assertThat(claims.getJsonArray("perms"))
                .containsExactly(
                        "article:read",
                        "notification:read",
                        "ticket:comment",
                        "ticket:create",
                        "ticket:read",
                        "ticket:reopen");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KeyFactory.getInstance("RSA").generatePublic(published(header.getString("kid"))));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    }

    private static RSAPublicKeySpec published(String kid) {
        JsonArray keys = new JsonObject(given().get("/.well-known/jwks.json")
                        .then()
                        .statusCode(200)
                        .header("Cache-Control", containsString("max-age=5"))
                        .extract()
                        .asString())
                .getJsonArray("keys");
        JsonObject key = keys.stream()
                .map(JsonObject.class::cast)
                .filter(candidate -> candidate.getString("kid").equals(kid))
                .findFirst()
                .orElseThrow();
        assertThat(key.fieldNames()).containsExactlyInAnyOrder("kty", "use", "alg", "kid", "n", "e");
        return new RSAPublicKeySpec(number(key.getString("n")), number(key.getString("e")));
    }

    private static BigInteger number(String base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
    }

    private static JsonObject decode(String part) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }

    @Test
    void the_administrator_acts_in_no_organization_until_he_names_one() {
        String organization = People.organization();

        People.with(People.adminToken())
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("organizationId", equalTo(null))
                .body("permissions", hasItems("installation:admin", "organization:create", "user:create"));
        People.with(People.adminToken())
                .get("/api/v1/users")
                .then()
                .statusCode(400)
                .body("code", equalTo("organization-required"));
        People.admin(organization).get("/api/v1/users").then().statusCode(200);
    }

    @Test
    void bad_input_is_a_problem_and_no_token_is_401() {
        People.anonymous()
                .body("{")
                .post("/api/v1/auth/login")
                .then()
                .statusCode(400)
                .body("code", equalTo("malformed-json"));
        People.anonymous()
                .body(Map.of("email", "a@b.c", "password", "x", "isAdmin", true))
                .post("/api/v1/auth/login")
                .then()
                .statusCode(400)
                .body("code", equalTo("unknown-property"));
        People.anonymous()
                .body(Map.of("email", "a@b.c"))
                .post("/api/v1/auth/login")
                .then()
                .statusCode(400)
                .body("code", equalTo("validation-failed"));
        People.anonymous().get("/api/v1/me").then().statusCode(401).body("code", equalTo("token-missing"));
        People.with("a.b.c").get("/api/v1/me").then().statusCode(401).body("code", equalTo("token-invalid"));
    }
}
