package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.gateway.revocation.RevokedSessions;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Settings.class)
class TokenEndpointTest extends GatewayTest {

    private static final String PATH = "/api/v1/oauth/token";
    private static final String FORM = "grant_type=client_credentials&scope=ticket%3Aread";

    @Inject
    RevokedSessions revoked;

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "basic YTpi", "Basic", "Basic !"})
    void aClientsProofGoesOnAsItCame(String proof) throws Exception {
        var there = body(send(form(PATH).header("Authorization", proof)));
        assertThat(there.getString("service")).isEqualTo("identity");
        assertThat(there.getInteger("length")).isEqualTo(FORM.length());
        assertThat(headers(there).getString("authorization")).isEqualTo(proof);
        assertThat(headers(there).getString("content-type")).isEqualTo("application/x-www-form-urlencoded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/mfa"})
    void atOtherPublicOperationsItDoesNot(String path) throws Exception {
        var there = body(send(form(path).header("Authorization", "Basic YTpi")));
        assertThat(headers(there).containsKey("authorization")).isFalse();
    }

    @Test
    void aStaleTokenAndAKeyInItsPlaceAreDropped() throws Exception {
        var key = ApiKey.known(services, 60);
        for (var authorization : new String[] {"Bearer rubbish", "Bearer " + key.text(), "Digest x"}) {
            var there = body(send(form(PATH).header("Authorization", authorization)));
            assertThat(headers(there).containsKey("authorization")).isFalse();
        }
        assertThat(send(form(PATH).header("X-API-Key", key.text())).body()).doesNotContain(key.secret());
        assertThat(key.exchanges(services)).isZero();
        isProblem(
                send(form(PATH).header("X-API-Key", key.text()).header("Authorization", "Basic YTpi")),
                400,
                "credentials-ambiguous");
        isProblem(
                send(form(PATH).header("Authorization", "Basic YTpi").header("Authorization", "Basic YTpj")),
                400,
                "credentials-ambiguous");
    }

    @Test
    void aRefusalIsIdentitysOwn() throws Exception {
        var answer = send(form(PATH + "?refused"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("Basic realm=\"steward\"");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(answer.headers().allValues("Pragma")).containsExactly("no-cache");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(body(answer)).isEqualTo(new JsonObject().put("error", "invalid_client"));
    }

    @Test
    void aClientsTokenLetsInUntilItsKeyIsRevoked() throws Exception {
        var key = UUID.randomUUID().toString();
        token = Tokens.FIRST.ofApiKey(key, 60);
        assertThat(headers(body(get("/api/v1/tickets"))).getString("authorization"))
                .isEqualTo("Bearer " + token);
        revoked.revoke(key, Instant.now().plusSeconds(60));
        isProblem(get("/api/v1/tickets"), 401, "api-key-revoked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"})
    void theMetadataComesThroughAndIdentityIsToldWhereItWasAskedFor(String path) throws Exception {
        var there = body(send(to(path)));
        assertThat(there.getString("service")).isEqualTo("identity");
        assertThat(there.getString("uri")).isEqualTo(path);
        assertThat(headers(there).getString("x-forwarded-host")).isEqualTo(gateway.getAuthority());
        assertThat(headers(there).getString("x-forwarded-proto")).isEqualTo("http");
    }

    private HttpRequest.Builder form(String path) {
        return to(path).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(FORM));
    }

    private static JsonObject headers(JsonObject echo) {
        return echo.getJsonObject("headers");
    }
}
