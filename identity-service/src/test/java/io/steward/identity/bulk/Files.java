package io.steward.identity.bulk;

import static io.restassured.RestAssured.given;

import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;

/** Files of people, over HTTP. */
final class Files {
    static final String HEADER = "email,username,displayName,roles\r\n";

    private Files() {}

    static ValidatableResponse dry(String token, String file) {
        return send(token, file.getBytes(StandardCharsets.UTF_8), "true");
    }

    static ValidatableResponse real(String token, String file) {
        return send(token, file.getBytes(StandardCharsets.UTF_8), "false");
    }

    static ValidatableResponse send(String token, byte[] file, String dryRun) {
        return send(token, file, dryRun, "text/csv");
    }

    static ValidatableResponse send(String token, byte[] file, String dryRun, String type) {
        var request = given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs(type, ContentType.BINARY)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .auth()
                .oauth2(token)
                .contentType(type)
                .body(file);
        if (dryRun != null) {
            request = request.queryParam("dryRun", dryRun);
        }
        return request.post("/api/v1/users/import").then();
    }

    static ValidatableResponse export(String token) {
        return given().auth().oauth2(token).get("/api/v1/users/export").then();
    }
}
