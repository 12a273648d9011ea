package io.steward.identity.mfa;

import io.restassured.response.ValidatableResponse;
import io.steward.identity.People;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** Adds passkeys and logs in by them over HTTP, as a web client would. */
final class PasskeyClient {
    static final String PATH = Factors.ME + "/passkeys";

    private PasskeyClient() {}

    static ValidatableResponse options(Factors mine, Map<String, ?> proof) {
        JsonObject body = new JsonObject(new HashMap<>(proof)).put("password", People.PASSWORD);
        return mine.me().body(body.encode()).post(PATH + "/options").then();
    }

    static ValidatableResponse register(Factors mine, JsonObject credential) {
        return mine.me()
                .body(new JsonObject()
                        .put("name", " My laptop ")
                        .put("credential", credential)
                        .encode())
                .post(PATH)
                .then();
    }

    static Factors registered(SoftAuthenticator with, Factors mine) {
        JsonObject asked = Factors.json(options(mine, Map.of()).statusCode(200));
        mine.recoveryCodes =
                register(mine, with.create(asked)).statusCode(201).extract().path("recoveryCodes");
        return mine;
    }

    static JsonObject ask(String challenge) {
        return Factors.json(People.anonymous()
                .body(Map.of("challengeId", challenge))
                .post(Factors.AUTH + "/passkey/options")
                .then()
                .statusCode(200));
    }

    static ValidatableResponse complete(String challenge, JsonObject credential) {
        return People.anonymous()
                .body(new JsonObject()
                        .put("challengeId", challenge)
                        .put("credential", credential)
                        .encode())
                .post(Factors.AUTH)
                .then();
    }
}
