package io.steward.identity.apikey;

import static io.steward.identity.apikey.ApiKeys.create;
import static io.steward.identity.apikey.ApiKeys.exchange;
import static io.steward.identity.apikey.ApiKeys.make;
import static io.steward.identity.apikey.ApiKeys.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key outlives the session that it is made by: so a session alone makes none, its owner hears of it, and it ends when he locks others out. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class KeyProofTest {
    private static final String FRESH = "another long enough phrase";
    private Person person;

    @BeforeEach
    void somebody() {
        person = People.person(People.organization(), "l1");
    }

    @Test
    void a_session_alone_makes_no_key() {
        String token = People.token(person);
        Map<String, Object> request = request("ticket:read");
        request.remove("password");
        create(token, request).statusCode(422).body("code", equalTo("proof-required"));
        request.put("password", "not the password");
        create(token, request).statusCode(403).body("code", equalTo("password-wrong"));
        request.remove("password");
        request.put("code", "123456");
        create(token, request).statusCode(403).body("code", equalTo("mfa-code-wrong"));

        assertThat(notices()).isEmpty();
    }

    @Test
    void its_owner_is_told_when_a_key_is_made_and_revoked() {
        String id = make(person, "ticket:read").id();
        assertThat(notices()).containsExactly("API_KEY_CREATED");

        People.with(People.token(person)).delete(ApiKeys.PATH + "/" + id).then().statusCode(204);
        assertThat(notices()).containsExactly("API_KEY_CREATED", "API_KEY_REVOKED");
    }

    @Test
    void another_password_revokes_keys_unless_they_are_to_be_kept() {
        String key = make(person, "ticket:read").key();
        change(Map.of("currentPassword", People.PASSWORD, "newPassword", FRESH, "keepApiKeys", true));
        exchange(key).statusCode(200);

        String token = People.login(person.email(), FRESH).extract().path("accessToken");
        People.with(token)
                .body(Map.of("currentPassword", FRESH, "newPassword", People.PASSWORD))
                .put("/api/v1/me/password")
                .then()
                .statusCode(204);
        exchange(key).statusCode(401).body("code", equalTo("api-key-revoked"));
    }

    @Test
    void the_end_of_all_sessions_revokes_keys_unless_they_are_to_be_kept() {
        String key = make(person, "ticket:read").key();
        People.with(People.token(person))
                .delete("/api/v1/sessions?keepApiKeys=true")
                .then()
                .statusCode(204);
        exchange(key).statusCode(200);

        People.with(People.token(person)).delete("/api/v1/sessions").then().statusCode(204);
        exchange(key).statusCode(401).body("code", equalTo("api-key-revoked"));
    }

    private void change(Map<String, ?> body) {
        People.with(People.token(person))
                .body(body)
                .put("/api/v1/me/password")
                .then()
                .statusCode(204);
    }

    private List<String> notices() {
        return Database.rows(
                        "SELECT kind FROM identity.security_notices WHERE user_id = ?::uuid ORDER BY occurred_at, id",
                        person.id())
                .stream()
                .map(row -> row.getFirst().toString())
                .toList();
    }
}
