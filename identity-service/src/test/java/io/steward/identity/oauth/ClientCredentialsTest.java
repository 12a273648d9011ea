package io.steward.identity.oauth;

import static io.steward.identity.oauth.TokenEndpoint.ask;
import static io.steward.identity.oauth.TokenEndpoint.basic;
import static io.steward.identity.oauth.TokenEndpoint.claims;
import static io.steward.identity.oauth.TokenEndpoint.granted;
import static io.steward.identity.oauth.TokenEndpoint.permissions;
import static io.steward.identity.oauth.TokenEndpoint.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.apikey.KeyHolder;
import io.steward.identity.oauth.TokenEndpoint.Client;
import io.steward.testkit.Database;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class ClientCredentialsTest {
    private static final String GRANT = "grant_type=client_credentials";

    @Inject
    SettableClock clock;

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    @Test
    void a_key_gets_the_token_that_a_gateway_gets_for_it_by_either_way_to_authenticate() {
        String organization = People.organization();
        Person owner = People.person(organization, "l1");
        Client client = Client.of(owner, "ticket:read", "user:read");
        clock.set(clock.instant());

        for (Response answer : List.of(ask(GRANT, client.basic()), ask(GRANT + client.posted()))) {
            JsonObject grant = granted(answer);
            assertThat(grant.fieldNames())
                    .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
            assertThat(grant.getLong("expires_in")).isEqualTo(60);
            assertThat(grant.getString("scope")).isEqualTo("ticket:read user:read");
            assertThat(same(claims(grant), client.id()))
                    .isEqualTo(same(claimsOf(KeyHolder.token(owner, "ticket:read", "user:read")), client.id()));
            String token = grant.getString("access_token");
            People.with(token).get("/api/v1/users").then().statusCode(200);
            People.with(token).get("/api/v1/teams").then().statusCode(403);
            People.with(token).get("/api/v1/api-keys").then().statusCode(403);
        }
        assertThat(((java.sql.Timestamp) Database.value(
                                "SELECT last_used_at FROM identity.api_keys WHERE id = ?::uuid", client.id()))
                        .toInstant())
                .isEqualTo(clock.instant());
    }

    /** Every token has a name of its own, and every key has. */
    private static JsonObject same(JsonObject claims, String key) {
        assertThat(claims.containsKey("sid")).isFalse();
        assertThat(claims.getString("api_key")).isNotEmpty();
        claims.remove("jti");
        claims.put("api_key", key);
        return claims;
    }

    private static JsonObject claimsOf(String token) {
        return claims(new JsonObject().put("access_token", token));
    }

    @Test
    void a_scope_makes_the_token_less_and_never_more() {
        Client client =
                Client.of(People.person(People.organization(), "l1"), "ticket:read", "ticket:comment", "user:read");

        JsonObject less = granted(ask(GRANT + "&scope=user:read+ticket:read", client.basic()));
        assertThat(permissions(less)).isEqualTo(List.of("ticket:read", "user:read"));
        assertThat(less.containsKey("scope")).as("it is what was asked for").isFalse();
        People.with(less.getString("access_token")).get("/api/v1/users").then().statusCode(200);

        // The owner may, the key may not; nobody may; no scope at all.
        for (String more :
                List.of("ticket:read+ticket:assign", "user:fly", "installation:admin", "+user:read", "a%5Cb")) {
            refused(ask(GRANT + "&scope=" + more, client.basic()), 400, "invalid_scope");
        }
        assertThat(permissions(granted(ask(GRANT + "&scope=", client.basic())))).hasSize(3);
        refused(ask(GRANT + "&scope=" + "a+".repeat(4000) + "a", client.basic()), 400, "invalid_scope");
    }

    @Test
    void what_the_owner_loses_is_in_no_token_and_no_scope() {
        Person owner = People.person(People.organization(), "l1", "requester");
        Client client = Client.of(owner, "ticket:read", "ticket:assign");
        Database.update(
                "DELETE FROM identity.user_roles WHERE user_id = ?::uuid AND role_id IN (SELECT id FROM identity.roles WHERE name = 'l1')",
                owner.id());

        assertThat(granted(ask(GRANT, client.basic())).getString("scope")).isEqualTo("ticket:read");
        refused(ask(GRANT + "&scope=ticket:assign", client.basic()), 400, "invalid_scope");
        Database.update("DELETE FROM identity.user_roles WHERE user_id = ?::uuid", owner.id());
        JsonObject nothing = granted(ask(GRANT, client.basic()));
        assertThat(permissions(nothing)).isEmpty();
        assertThat(nothing.containsKey("scope")).isFalse();
    }

    @Test
    void who_is_no_client_learns_nothing_of_the_keys_there_are() {
        Person owner = People.person(People.organization(), "l1");
        Client client = Client.of(owner, "ticket:read");
        Client other = Client.of(owner, "ticket:read");
        String unknownId = UUID.randomUUID().toString();
        String[] parts = client.secret().split("_");
        String otherSecret = other.secret().split("_")[3];
        String mistyped = client.secret().substring(0, client.secret().length() - 1)
                + (client.secret().endsWith("0") ? "1" : "0");

        List<String> said = Stream.of(
                        new Client(client.id(), checked(parts[1], parts[2], otherSecret)),
                        new Client(unknownId, checked(parts[1], unknownId.replace("-", ""), otherSecret)),
                        new Client(client.id(), mistyped),
                        new Client(client.id(), parts[3]),
                        new Client(client.id(), ""),
                        new Client(other.id(), client.secret()),
                        new Client(client.id().toUpperCase(), client.secret()),
                        new Client("", client.secret()),
                        new Client("somebody", "something"),
                        new Client("a\u0000b", "\u0000"))
                .map(wrong -> refused(ask(GRANT, wrong.basic()), 401, "invalid_client"))
                .distinct()
                .toList();

        assertThat(said).hasSize(1);
        assertThat(refused(
                        ask(GRANT + new Client(client.id(), checked(parts[1], parts[2], otherSecret)).posted()),
                        401,
                        "invalid_client"))
                .isEqualTo(said.getFirst());
    }

    private static String checked(String environment, String id, String secret) {
        String text = "stw_" + environment + "_" + id + "_" + secret;
        var crc = new java.util.zip.CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "_" + java.util.HexFormat.of().toHexDigits((int) crc.getValue());
    }

    @Test
    void revoked_and_expired_keys_and_those_of_who_is_gone_give_nothing() {
        Person owner = People.person(People.organization(), "l1");
        Client revoked = Client.of(owner, "ticket:read");
        Client expired = Client.of(owner, "ticket:read");
        Client left = Client.of(owner, "ticket:read");
        Instant start = clock.instant();

        People.with(People.token(owner))
                .delete("/api/v1/api-keys/" + revoked.id())
                .then()
                .statusCode(204);
        refused(ask(GRANT, revoked.basic()), 401, "invalid_client");

        Database.update(
                "UPDATE identity.api_keys SET expires_at = ?::timestamptz WHERE id = ?::uuid",
                start.plusSeconds(60).toString(),
                expired.id());
        clock.set(start.plusSeconds(60).minusMillis(1));
        granted(ask(GRANT, expired.basic()));
        clock.set(start.plusSeconds(60));
        refused(ask(GRANT, expired.basic()), 401, "invalid_client");
        clock.release();

        granted(ask(GRANT, left.basic()));
        Database.update("UPDATE identity.users SET status = 'DISABLED' WHERE id = ?::uuid", owner.id());
        refused(ask(GRANT, left.basic()), 401, "invalid_client");
        Database.update("UPDATE identity.users SET status = 'ACTIVE' WHERE id = ?::uuid", owner.id());
        Database.update("UPDATE identity.organization_members SET active = false WHERE user_id = ?::uuid", owner.id());
        refused(ask(GRANT, left.basic()), 401, "invalid_client");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Basic", "Basic ", "basic !!!", "Basic bm9jb2xvbg==", "Basic JTp4", "BASIC Og", "Basic a b"})
    void a_basic_header_that_cannot_be_read_is_no_client(String authorization) {
        refused(ask(GRANT, authorization), 401, "invalid_client");
    }

    @Test
    void a_client_authenticates_once() {
        Client client = Client.of(People.person(People.organization(), "l1"), "ticket:read");

        refused(ask(GRANT + client.posted(), client.basic()), 400, "invalid_request");
        refused(ask(GRANT + "&client_secret=" + client.secret(), client.basic()), 400, "invalid_request");
        refused(ask(GRANT + "&client_id=" + UUID.randomUUID(), client.basic()), 400, "invalid_request");
        refused(ask(GRANT + "&client_secret=" + client.secret()), 400, "invalid_request");
        refused(
                io.restassured.RestAssured.given()
                        .contentType("application/x-www-form-urlencoded")
                        .header("Authorization", client.basic(), client.basic())
                        .body(GRANT)
                        .post(TokenEndpoint.PATH),
                400,
                "invalid_request");
        granted(ask(GRANT + "&client_id=" + client.id(), client.basic()));
    }

    @Test
    void both_parts_of_a_basic_header_may_be_encoded_as_in_a_form() {
        Client client = Client.of(People.person(People.organization(), "l1"), "ticket:read");
        String encoded = client.id().replace("-", "%2D") + ":" + client.secret().replace("_", "%5f");

        granted(ask(GRANT, basic(encoded)));
        granted(ask(
                GRANT,
                "bAsIc   "
                        + Base64.getEncoder()
                                .withoutPadding()
                                .encodeToString(encoded.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void whoever_does_not_authenticate_is_no_client() {
        Client client = Client.of(People.person(People.organization(), "l1"), "ticket:read");

        refused(ask(GRANT), 401, "invalid_client");
        refused(ask(GRANT + "&client_id=" + client.id()), 401, "invalid_client");
        refused(ask(GRANT, "Bearer " + client.secret()), 401, "invalid_client");
        refused(ask(GRANT, "Digest username=x"), 401, "invalid_client");
        String owners = People.adminToken();
        refused(ask(GRANT, "Bearer " + owners), 401, "invalid_client");
    }

    @Test
    void the_keys_of_other_organizations_act_in_theirs_alone() {
        String organization = People.organization();
        Client client = Client.of(People.person(organization, "l1"), "user:read");
        String token = granted(ask(GRANT, client.basic())).getString("access_token");

        People.with(token)
                .headers(Map.of("X-Organization-Id", People.organization()))
                .get("/api/v1/users")
                .then()
                .statusCode(403);
        assertThat(claimsOf(token).getString("org")).isEqualTo(organization);
    }
}
