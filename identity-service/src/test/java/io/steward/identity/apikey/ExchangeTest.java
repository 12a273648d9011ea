package io.steward.identity.apikey;

import static io.steward.identity.apikey.ApiKeys.EXCHANGE;
import static io.steward.identity.apikey.ApiKeys.PATH;
import static io.steward.identity.apikey.ApiKeys.claims;
import static io.steward.identity.apikey.ApiKeys.exchange;
import static io.steward.identity.apikey.ApiKeys.exchanged;
import static io.steward.identity.apikey.ApiKeys.make;
import static io.steward.identity.apikey.ApiKeys.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.apikey.ApiKeys.Made;
import io.steward.testkit.Database;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class ExchangeTest {
    @Inject
    SettableClock clock;

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    @Test
    void a_key_becomes_a_token_of_a_minute_that_says_what_it_may_do() {
        String organization = People.organization();
        Person owner = People.person(organization, "l1");
        Made key = make(owner, "ticket:read", "user:read");
        clock.set(clock.instant());

        var answer = exchange(key.key())
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("expiresIn", equalTo(60));
        String token = answer.extract().path("accessToken");
        JsonObject claims = claims(token);

        assertThat(claims.getString("sub")).isEqualTo(owner.id());
        assertThat(claims.getString("org")).isEqualTo(organization);
        assertThat(claims.getString("api_key")).isEqualTo(key.id());
        assertThat(claims.containsKey("sid")).isFalse();
        assertThat(claims.getJsonArray("perms").getList()).isEqualTo(List.of("ticket:read", "user:read"));
        assertThat(claims.getLong("exp") - claims.getLong("iat")).isEqualTo(60);
        People.with(token).get("/api/v1/users").then().statusCode(200);
        People.with(token).get("/api/v1/teams").then().statusCode(403);
        People.with(token)
                .header("X-Organization-Id", People.organization())
                .get("/api/v1/users")
                .then()
                .statusCode(403)
                .body("code", equalTo("organization-forbidden"));
    }

    @Test
    void a_key_loses_what_its_owner_loses_and_never_gains() {
        String organization = People.organization();
        Person owner = People.person(organization, "l1", "requester");
        Made key = make(owner, "ticket:read", "ticket:assign");
        assertThat(permissions(key)).isEqualTo(List.of("ticket:assign", "ticket:read"));

        Database.update(
                "DELETE FROM identity.user_roles WHERE user_id = ?::uuid AND role_id IN (SELECT id FROM identity.roles WHERE name = 'l1')",
                owner.id());
        assertThat(permissions(key)).isEqualTo(List.of("ticket:read"));

        Database.update(
                "INSERT INTO identity.user_roles SELECT tenant_id, ?::uuid, id FROM identity.roles WHERE name = 'admin' AND tenant_id = ?::uuid",
                owner.id(),
                organization);
        assertThat(permissions(key)).isEqualTo(List.of("ticket:assign", "ticket:read"));
    }

    @Test
    void what_an_owner_may_do_elsewhere_does_not_count() {
        String organization = People.organization();
        Person owner = People.person(organization, "l1");
        Made key = make(owner, "ticket:assign");
        String other = People.organization();
        Database.update(
                "INSERT INTO identity.organization_members VALUES (?::uuid, ?::uuid, true, now())", other, owner.id());
        Database.update(
                "INSERT INTO identity.user_roles SELECT tenant_id, ?::uuid, id FROM identity.roles WHERE name = 'admin' AND tenant_id = ?::uuid",
                owner.id(),
                other);
        Database.update(
                "DELETE FROM identity.user_roles WHERE user_id = ?::uuid AND tenant_id = ?::uuid",
                owner.id(),
                organization);

        assertThat(permissions(key)).isEqualTo(List.of());
        Database.update(
                "UPDATE identity.organization_members SET active = false WHERE user_id = ?::uuid AND tenant_id = ?::uuid",
                owner.id(),
                organization);
        exchange(key.key()).statusCode(401).body("code", equalTo("api-key-owner-inactive"));
    }

    @Test
    void the_installations_administrator_needs_no_membership() {
        String organization = People.organization();
        String key = People.admin(organization)
                .body(Map.of(
                        "name", "ci", "scopes", List.of("ticket:read-all"), "password", IdentityServers.ADMIN_PASSWORD))
                .post(PATH)
                .then()
                .statusCode(201)
                .extract()
                .path("key");

        JsonObject claims = claims(exchanged(key));
        assertThat(claims.getString("org")).isEqualTo(organization);
        assertThat(claims.getJsonArray("perms").getList()).isEqualTo(List.of("ticket:read-all"));
        String id = People.admin(organization).get(PATH + "?all=true").path("items[0].id");
        People.admin(organization).delete(PATH + "/" + id).then().statusCode(204);
    }

    @Test
    void a_deactivated_owners_key_gives_nothing() {
        Person owner = People.person(People.organization(), "l1");
        Made key = make(owner, "ticket:read");
        Database.update("UPDATE identity.users SET status = 'DISABLED' WHERE id = ?::uuid", owner.id());

        exchange(key.key()).statusCode(401).body("code", equalTo("api-key-owner-inactive"));
    }

    @Test
    void an_owner_who_left_the_organization_has_no_key_in_it() {
        Person owner = People.person(People.organization(), "l1");
        Made key = make(owner, "ticket:read");
        Database.update("DELETE FROM identity.organization_members WHERE user_id = ?::uuid", owner.id());

        exchange(key.key()).statusCode(401).body("code", equalTo("api-key-owner-inactive"));
    }

    @Test
    void unknown_and_wrong_are_the_same_and_the_rest_is_told_to_who_has_the_secret_alone() {
        Person owner = People.person(People.organization(), "l1");
        Made key = make(owner, "ticket:read");
        ApiKeySecret known = ApiKeySecret.parse(key.key()).orElseThrow();
        Instant start = clock.instant();

        exchange(ApiKeySecret.next("test", UUID.randomUUID()).text())
                .statusCode(401)
                .body("code", equalTo("api-key-invalid"));
        String wrong = ApiKeySecret.next("test", known.id()).text();
        exchange(wrong).statusCode(401).body("code", equalTo("api-key-invalid"));
        String mistyped =
                key.key().substring(0, key.key().length() - 1) + (key.key().endsWith("0") ? "1" : "0");
        exchange(mistyped).statusCode(401).body("code", equalTo("api-key-invalid"));

        Database.update(
                "UPDATE identity.api_keys SET expires_at = ?::timestamptz WHERE id = ?::uuid",
                start.plusSeconds(60).toString(),
                key.id());
        clock.set(start.plusSeconds(60).minusMillis(1));
        exchange(key.key()).statusCode(200);
        clock.set(start.plusSeconds(60));
        exchange(key.key()).statusCode(401).body("code", equalTo("api-key-expired"));
        exchange(wrong).statusCode(401).body("code", equalTo("api-key-invalid"));
        clock.release();

        People.with(People.token(owner)).delete(PATH + "/" + key.id()).then().statusCode(204);
        exchange(key.key()).statusCode(401).body("code", equalTo("api-key-revoked"));
        exchange(wrong).statusCode(401).body("code", equalTo("api-key-invalid"));
    }

    @Test
    void only_a_gateway_may_exchange() {
        Made key = make(People.person(People.organization(), "l1"), "ticket:read");

        for (Map<String, String> headers : List.of(
                Map.<String, String>of(),
                Map.of("X-Steward-Gateway-Secret", ""),
                Map.of("X-Steward-Gateway-Secret", IdentityServers.GATEWAY_SECRET + "x"),
                Map.of("Authorization", "Bearer " + People.adminToken()))) {
            People.anonymous()
                    .headers(headers)
                    .body(Map.of("key", key.key()))
                    .post(EXCHANGE)
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("forbidden"))
                    .body("accessToken", nullValue());
        }
        assertThat(People.anonymous().get("/openapi.json").asString())
                .contains("/api/v1/api-keys")
                .doesNotContain("/internal");
    }

    @Test
    void the_last_use_is_noted_once_a_minute() {
        Person owner = People.person(People.organization(), "l1");
        Made key = make(owner, "ticket:read");
        String token = People.token(owner);
        Instant first = clock.instant();
        People.with(token).get(PATH + "/" + key.id()).then().body("lastUsedAt", nullValue());

        clock.set(first);
        exchanged(key.key());
        clock.set(first.plusSeconds(60).minusMillis(1));
        exchanged(key.key());
        assertThat(lastUse(key)).isEqualTo(first);
        clock.set(first.plusSeconds(60));
        exchanged(key.key());
        assertThat(lastUse(key)).isEqualTo(first.plusSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/api-keys",
        "GET, /api/v1/api-keys",
        "DELETE, /api/v1/api-keys/0197f0d2-3c4b-7a10-8000-000000000019",
        "POST, /api/v1/auth/logout",
        "DELETE, /api/v1/sessions",
        "GET, /api/v1/sessions",
        "PUT, /api/v1/me/password",
        "POST, /api/v1/auth/organization"
    })
    void what_is_for_people_is_not_for_keys(String method, String path) {
        String organization = People.organization();
        Made key = make(People.person(organization, "admin"), "api-key:manage", "user:create", "ticket:read");
        String token = exchanged(key.key());

        People.with(token)
                .body(request("ticket:read"))
                .request(method, path)
                .then()
                .statusCode(403)
                .body("code", equalTo("session-required"));
        assertThat(Database.value("SELECT count(*) FROM identity.api_keys WHERE tenant_id = ?::uuid", organization))
                .isEqualTo(1L);
        People.with(token).get("/api/v1/me").then().statusCode(200).body("permissions.size()", equalTo(3));
    }

    @Test
    void no_key_and_no_token_gets_into_the_log() {
        StringBuilder logged = new StringBuilder();
        Handler capture = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                synchronized (logged) {
                    logged.append(entry.getMessage()).append(Arrays.toString(entry.getParameters()));
                    if (entry.getThrown() != null) {
                        logged.append(entry.getThrown());
                    }
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        Logger own = Logger.getLogger("io.steward");
        Level before = own.getLevel();
        root.addHandler(capture);
        own.setLevel(Level.ALL);
        try {
            own.fine("captured");
            Made key = make(People.person(People.organization(), "l1"), "ticket:read");
            String token = exchanged(key.key());
            exchange(key.key() + "x").statusCode(401);
            exchange(key.key().repeat(2)).statusCode(400);
            People.anonymous()
                    .header("X-Steward-Gateway-Secret", IdentityServers.GATEWAY_SECRET)
                    .body("{\"key\": \"" + key.key() + "\", \"more\": 1}")
                    .post(EXCHANGE)
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("unknown-property"));

            assertThat(logged).contains("captured");
            assertThat(logged.toString())
                    .doesNotContain(key.key().split("_")[3])
                    .doesNotContain(token)
                    .doesNotContain(IdentityServers.GATEWAY_SECRET);
        } finally {
            root.removeHandler(capture);
            own.setLevel(before);
        }
    }

    private static List<?> permissions(Made key) {
        return claims(exchanged(key.key())).getJsonArray("perms").getList();
    }

    private static Instant lastUse(Made key) {
        return ((java.sql.Timestamp)
                        Database.value("SELECT last_used_at FROM identity.api_keys WHERE id = ?::uuid", key.id()))
                .toInstant();
    }
}
