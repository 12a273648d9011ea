package io.steward.identity.oidc;

import io.restassured.response.ValidatableResponse;
import io.steward.identity.People;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A login at a provider as a client leads it. */
record Flow(String path, String authorizationUrl, String state, String flowSecret) {
    static final String LOGINS = "/api/v1/auth/oidc/";
    private static final HttpClient BROWSER =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    static Flow begun(String provider) {
        return of(
                LOGINS + provider + "/callback",
                People.anonymous().post(LOGINS + provider + "/authorizations").then());
    }

    static Flow of(String callback, ValidatableResponse answer) {
        Map<String, String> begun =
                answer.log().ifValidationFails().statusCode(200).extract().path("$");
        return new Flow(callback, begun.get("authorizationUrl"), begun.get("state"), begun.get("flowSecret"));
    }

    /** What the provider was asked. */
    Map<String, String> asked() {
        return query(URI.create(authorizationUrl));
    }

    /** Goes to the provider, which sends the browser back with a code. */
    Map<String, String> approved() {
        try {
            HttpResponse<String> answer = BROWSER.send(
                    HttpRequest.newBuilder(URI.create(authorizationUrl)).build(), HttpResponse.BodyHandlers.ofString());
            return query(URI.create(answer.headers().firstValue("Location").orElseThrow()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    ValidatableResponse ended() {
        return ended(approved().get("code"));
    }

    ValidatableResponse ended(String code) {
        return post(body(code));
    }

    Map<String, String> body(String code) {
        return new HashMap<>(Map.of("state", state, "code", code, "flowSecret", flowSecret));
    }

    ValidatableResponse post(Map<String, String> body) {
        return People.anonymous().body(body).post(path).then();
    }

    private static Map<String, String> query(URI uri) {
        return Arrays.stream(uri.getRawQuery().split("&"))
                .map(part -> part.split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> URLDecoder.decode(part[1], StandardCharsets.UTF_8)));
    }
}
