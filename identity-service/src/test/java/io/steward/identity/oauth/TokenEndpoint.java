package io.steward.identity.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The token endpoint as an OAuth client uses it, and keys to be one. */
final class TokenEndpoint {
    static final String PATH = "/api/v1/oauth/token";
    private static final String FORM = "application/x-www-form-urlencoded";

    private TokenEndpoint() {}

    /** An API key: the client. */
    record Client(String id, String secret) {
        static Client of(Person owner, String... scopes) {
            Map<String, String> made = People.with(People.token(owner))
                    .body(Map.of("name", "ci", "scopes", List.of(scopes), "password", People.PASSWORD))
                    .post("/api/v1/api-keys")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("findAll { it.key in ['id', 'key'] }");
            return new Client(made.get("id"), made.get("key"));
        }

        String basic() {
            return TokenEndpoint.basic(id + ":" + secret);
        }

        /** The same in the form. */
        String posted() {
            return "&client_id=" + id + "&client_secret=" + secret;
        }
    }

    static String basic(String both) {
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    static Response ask(String form) {
        return form().body(form).post(PATH);
    }

    static Response ask(String form, String authorization) {
        return form().header("Authorization", authorization).body(form).post(PATH);
    }

    static Response refresh(String token) {
        return ask("grant_type=refresh_token&refresh_token=" + token);
    }

    private static RequestSpecification form() {
        return RestAssured.given().contentType(FORM);
    }

    /** The answer of a success, with the headers that the RFC demands. */
    static JsonObject granted(Response answer) {
        JsonObject grant = answered(answer, 200);
        assertThat(grant.getString("token_type")).isEqualTo("Bearer");
        return grant;
    }

    /** A refusal in the RFC's form, and nothing but it. */
    static String refused(Response answer, int status, String error) {
        JsonObject refusal = answered(answer, status);
        assertThat(refusal.fieldNames()).containsExactlyInAnyOrder("error", "error_description");
        assertThat(refusal.getString("error")).isEqualTo(error);
        // RFC 6749 5.2: no quotes, no backslash.
        assertThat(refusal.getString("error_description")).matches("[ !#-\\[\\]-~]+");
        if (status == 401) {
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Basic realm=\"steward\", charset=\"UTF-8\"");
        }
        return refusal.getString("error_description");
    }

    private static JsonObject answered(Response answer, int status) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Pragma")).isEqualTo("no-cache");
        return new JsonObject(answer.asString());
    }

    static JsonObject claims(JsonObject grant) {
        return new JsonObject(new String(
                Base64.getUrlDecoder().decode(grant.getString("access_token").split("\\.")[1]),
                StandardCharsets.UTF_8));
    }

    static List<?> permissions(JsonObject grant) {
        return claims(grant).getJsonArray("perms").getList();
    }
}
