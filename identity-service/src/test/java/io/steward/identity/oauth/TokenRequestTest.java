package io.steward.identity.oauth;

import static io.steward.identity.oauth.TokenEndpoint.ask;
import static io.steward.identity.oauth.TokenEndpoint.granted;
import static io.steward.identity.oauth.TokenEndpoint.refresh;
import static io.steward.identity.oauth.TokenEndpoint.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.oauth.TokenEndpoint.Client;
import io.steward.identity.session.Logins;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class TokenRequestTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&&",
                "grant_type",
                "grant_type=",
                "refresh_token=x",
                "GRANT_TYPE=refresh_token",
                "grant_type=refresh_token",
                "grant_type=refresh_token&refresh_token=",
                "grant_type=%zz",
                "grant_type=refresh_token&refresh_token=%",
                "%=x",
                "{\"grant_type\": \"refresh_token\"}"
            })
    void what_cannot_be_read_or_is_not_whole_is_no_request(String form) {
        refused(ask(form), 400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_type=client_credentials", "scope=a", "scope=", "client_id", "refresh_token=b"})
    void a_parameter_comes_once(String again) {
        String form = "grant_type=client_credentials&scope=a&client_id=x&client_secret=y&refresh_token=b&";

        assertThat(refused(ask(form + again), 400, "invalid_request")).contains(again.split("=")[0]);
        refused(ask(form + "grant%5Ftype=password"), 400, "invalid_request");
    }

    @Test
    void unknown_parameters_are_ignored_and_those_of_the_address_are_not_read() {
        Logins first = Logins.of(People.person(People.organization(), "requester"));
        JsonObject second = granted(ask("resource=a&resource=b&grant_type=refresh_token&x&=&refresh_token="
                + first.refreshToken() + "&grantType=password"));

        RestAssured.given()
                .contentType("application/x-www-form-urlencoded")
                .body("grant_type=refresh_token")
                .post(TokenEndpoint.PATH + "?refresh_token=" + second.getString("refresh_token"))
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid_request"));
        granted(refresh(second.getString("refresh_token")));
    }

    @ParameterizedTest
    @CsvSource({
        "password&username=root@steward.test&password=correct horse battery",
        "authorization_code&code=x",
        "implicit",
        "Refresh_Token",
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "%00"
    })
    void other_grants_are_not_there(String grant) {
        refused(ask("grant_type=" + grant.replace(" ", "+")), 400, "unsupported_grant_type");
    }

    @Test
    void what_is_no_form_is_told_by_a_problem_document() {
        People.anonymous()
                .body(Map.of("grant_type", "refresh_token"))
                .post(TokenEndpoint.PATH)
                .then()
                .statusCode(415)
                .contentType("application/problem+json")
                .body("code", equalTo("unsupported-media-type"));
        RestAssured.get(TokenEndpoint.PATH)
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .body("code", equalTo("method-not-allowed"));
    }

    @Test
    void a_form_has_an_end() {
        String fits = "grant_type=x&a=";
        refused(ask(fits + "a".repeat(16384 - fits.length())), 400, "unsupported_grant_type");
        ask(fits + "a".repeat(16385 - fits.length()))
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("code", equalTo("body-too-large"))
                .body("limit", equalTo(16384))
                .body("error", nullValue());
    }

    @Test
    void nothing_secret_is_said_again_or_logged() {
        StringBuilder logged = new StringBuilder();
        Handler capture = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                synchronized (logged) {
                    logged.append(entry.getMessage())
                            .append(Arrays.toString(entry.getParameters()))
                            .append(entry.getThrown());
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
            var person = People.person(People.organization(), "l1");
            Client client = Client.of(person, "ticket:read");
            Logins login = Logins.of(person);
            String grant = "grant_type=client_credentials";
            String token = granted(ask(grant, client.basic())).getString("access_token");
            String told = ask(grant + client.posted(), client.basic()).asString()
                    + ask(grant + client.posted() + "x").asString()
                    + ask(grant + client.posted() + "&scope=more").asString()
                    + ask("grant_type=refresh_token&scope=%22&refresh_token=" + login.refreshToken())
                            .asString()
                    + ask("grant_type=" + login.refreshToken()).asString();

            assertThat(logged.toString()).contains("captured");
            assertThat(logged + told).doesNotContain(client.secret().split("_")[3], token, login.refreshToken());
            assertThat(new TokenRequest("x", login.refreshToken(), null, client.id(), client.secret()).toString()
                            + new ClientCredentials(client.id(), client.secret()))
                    .doesNotContain(client.secret(), login.refreshToken());
        } finally {
            root.removeHandler(capture);
            own.setLevel(before);
        }
    }

    @Test
    void the_api_document_tells_the_form_and_both_answers() {
        JsonObject document = new JsonObject(RestAssured.given()
                .accept("application/json")
                .get("/openapi.json?format=json")
                .asString());
        JsonObject operation = document.getJsonObject("paths")
                .getJsonObject(TokenEndpoint.PATH)
                .getJsonObject("post");
        JsonObject schemas = document.getJsonObject("components").getJsonObject("schemas");

        assertThat(operation
                        .getJsonObject("requestBody")
                        .getJsonObject("content")
                        .fieldNames())
                .containsExactly("application/x-www-form-urlencoded");
        assertThat(schemas.getJsonObject("TokenRequest")
                        .getJsonObject("properties")
                        .fieldNames())
                .containsExactlyInAnyOrder("grant_type", "refresh_token", "scope", "client_id", "client_secret");
        assertThat(schemas.getJsonObject("TokenGrant")
                        .getJsonObject("properties")
                        .fieldNames())
                .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "refresh_token", "scope");
        assertThat(schemas.getJsonObject("TokenRefusal")
                        .getJsonObject("properties")
                        .fieldNames())
                .containsExactlyInAnyOrder("error", "error_description");
        assertThat(operation.getJsonObject("responses").fieldNames()).contains("200", "400", "401");
    }
}
