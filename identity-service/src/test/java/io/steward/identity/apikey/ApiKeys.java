package io.steward.identity.apikey;

import io.restassured.response.ValidatableResponse;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keys as a client makes them and as a gateway exchanges them. */
final class ApiKeys {
    static final String PATH = "/api/v1/api-keys";
    static final String EXCHANGE = "/internal/v1/api-keys/exchange";

    private ApiKeys() {}

    /** One that was made. */
    record Made(String id, String key) {}

    static Map<String, Object> request(String... scopes) {
        return new HashMap<>(Map.of("name", "ci", "scopes", List.of(scopes), "password", People.PASSWORD));
    }

    static ValidatableResponse create(String token, Map<String, Object> request) {
        return People.with(token).body(request).post(PATH).then();
    }

    static Made make(Person owner, String... scopes) {
        Map<String, String> made = create(People.token(owner), request(scopes))
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("findAll { it.key in ['id', 'key'] }");
        return new Made(made.get("id"), made.get("key"));
    }

    static ValidatableResponse exchange(String key) {
        return People.anonymous()
                .header("X-Steward-Gateway-Secret", IdentityServers.GATEWAY_SECRET)
                .body(Map.of("key", key))
                .post(EXCHANGE)
                .then();
    }

    static String exchanged(String key) {
        return exchange(key).log().ifValidationFails().statusCode(200).extract().path("accessToken");
    }

    static JsonObject claims(String token) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8));
    }
}
