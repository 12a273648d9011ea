package io.steward.identity.session;

import io.restassured.response.ValidatableResponse;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** What a login gave to a client. */
public record Logins(String accessToken, String refreshToken) {

    public static Logins of(Person person) {
        return of(People.login(person.email(), People.PASSWORD).statusCode(200));
    }

    public static Logins of(ValidatableResponse answer) {
        Map<String, String> tokens = answer.extract().path("findAll { it.key.endsWith('Token') }");
        return new Logins(tokens.get("accessToken"), tokens.get("refreshToken"));
    }

    public static ValidatableResponse refresh(String token) {
        return People.anonymous()
                .body(Map.of("refreshToken", token))
                .post("/api/v1/auth/refresh")
                .then();
    }

    public ValidatableResponse refresh() {
        return refresh(refreshToken);
    }

    public String session() {
        return claims().getString("sid");
    }

    public JsonObject claims() {
        return new JsonObject(
                new String(Base64.getUrlDecoder().decode(accessToken.split("\\.")[1]), StandardCharsets.UTF_8));
    }
}
