package io.steward.identity.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.testkit.Database;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class RevocationTest {
    private static final String PATH = "/internal/v1/revocations";

    @Inject
    SettableClock clock;

    @Inject
    ForgetRevocations forgetting;

    private Person person;

    @BeforeEach
    void start() {
        person = People.person(People.organization(), "l1");
    }

    @AfterEach
    void release() {
        clock.release();
        Database.update("DELETE FROM identity.revocations");
    }

    @Test
    void an_ended_session_and_a_revoked_key_are_told_as_soon_as_they_are_committed() {
        String cursor = next(after(null));
        String token = People.token(person);
        String key = People.with(token)
                .body(Map.of("name", "ci", "scopes", List.of("ticket:read"), "password", People.PASSWORD))
                .post("/api/v1/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        People.with(token).delete("/api/v1/api-keys/" + key).then().statusCode(204);
        People.with(token).post("/api/v1/auth/logout").then().statusCode(204);

        ValidatableResponse told = after(cursor).header("Cache-Control", equalTo("no-store"));

        assertThat(ids(told)).containsOnlyOnce(key, session(token));
        Instant end =
                Instant.parse(told.extract().path("revocations.find { it.id == '" + session(token) + "' }.expiresAt"));
        assertThat(end).isAfter(Instant.now().plus(Duration.ofMinutes(10)));
        assertThat(ids(after(null))).as("the whole list too").contains(key, session(token));
    }

    @Test
    void nothing_is_lost_that_is_committed_in_another_order() throws Exception {
        UUID early = UUID.randomUUID();
        UUID late = UUID.randomUUID();
        String cursor;
        try (Connection first = transaction(early)) {
            try (Connection second = transaction(late)) {
                second.commit();
            }
            ValidatableResponse told = after(null);
            assertThat(ids(told)).contains(late.toString()).doesNotContain(early.toString());
            cursor = next(told);
            first.commit();
        }

        ValidatableResponse told = after(cursor);
        assertThat(ids(told)).contains(early.toString());
        assertThat(ids(after(next(told)))).as("and then no more").doesNotContain(early.toString(), late.toString());
    }

    @Test
    void many_come_in_pages_and_what_is_committed_between_them_comes_too() throws Exception {
        UUID between = UUID.randomUUID();
        String second;
        try (Connection open = transaction(between)) {
            Database.update("""
                    INSERT INTO identity.revocations (id, expires_at)
                    SELECT gen_random_uuid(), now() + interval '5 min' FROM generate_series(1, 5001)
                    """);
            ValidatableResponse page = after(null).body("more", equalTo(true));
            assertThat(ids(page)).hasSize(Revocations.MOST);
            second = next(page);
            open.commit();
        }

        ValidatableResponse page = after(second).body("more", equalTo(false));
        assertThat(ids(page)).isNotEmpty().doesNotContain(between.toString());
        List<String> again = new ArrayList<>();
        String cursor = next(page);
        do {
            page = after(cursor);
            again.addAll(ids(page));
            cursor = next(page);
        } while (page.extract().<Boolean>path("more"));
        assertThat(again).contains(between.toString());
    }

    @Test
    void a_cursor_of_another_database_begins_anew() throws Exception {
        UUID known = UUID.randomUUID();
        try (Connection transaction = transaction(known)) {
            transaction.commit();
        }
        assertThat(ids(after("18446744073709551615"))).contains(known.toString());
    }

    @Test
    void what_no_token_can_outlive_is_not_told_and_forgotten() {
        String token = People.token(person);
        People.with(token).post("/api/v1/auth/logout").then().statusCode(204);
        assertThat(ids(after(null))).contains(session(token));

        clock.set(Instant.now().plus(Duration.ofMinutes(12)));

        assertThat(ids(after(null))).doesNotContain(session(token));
        forgetting.run().await().indefinitely();
        assertThat(Database.rows("SELECT 1 FROM identity.revocations WHERE id = ?::uuid", session(token)))
                .isEmpty();
    }

    @Test
    void nobody_but_a_gateway_is_told() {
        RestAssured.get(PATH).then().statusCode(403).body("revocations", nullValue());
        gateway("what somebody else shows to identity").get(PATH).then().statusCode(403);
        People.with(People.adminToken()).get(PATH).then().statusCode(403);
        assertThat(RestAssured.get("/openapi.json").asString()).doesNotContain("internal/v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1:2", "1:2:3", "99999999999999999999999", "1:2:3:4"})
    void what_is_no_cursor_is_said_so(String cursor) {
        after(cursor, 400).body("code", equalTo("invalid-value")).body("field", equalTo("after"));
    }

    private static Connection transaction(UUID id) throws SQLException {
        Connection connection = Database.superuser();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO identity.revocations (id, expires_at) VALUES ('" + id
                    + "', now() + interval '5 min')");
        }
        return connection;
    }

    private static ValidatableResponse after(String cursor) {
        return after(cursor, 200);
    }

    private static ValidatableResponse after(String cursor, int status) {
        RequestSpecification request = gateway(IdentityServers.GATEWAY_SECRET);
        return (cursor == null ? request : request.queryParam("after", cursor))
                .get(PATH)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(status);
    }

    private static RequestSpecification gateway(String secret) {
        return RestAssured.given().header("X-Steward-Gateway-Secret", secret);
    }

    private static List<String> ids(ValidatableResponse page) {
        return page.extract().path("revocations.id");
    }

    private static String next(ValidatableResponse page) {
        return page.extract().path("next");
    }

    private static String session(String token) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8))
                .getString("sid");
    }
}
