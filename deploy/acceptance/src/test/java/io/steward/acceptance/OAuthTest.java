package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What an OAuth library does: finds the token endpoint, gets a token there by an API key or a refresh token, and uses it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OAuthTest {
    private static final String PATH = "/api/v1/oauth/token";

    private final StewardStack stack = StewardStack.running();
    private final Api anyone = Api.of(stack);
    private final Api client = anyone.with("Content-Type", "application/x-www-form-urlencoded");
    private Organization people;

    @BeforeAll
    void found() {
        people = Organization.founded(stack);
    }

    @Test
    void theMetadataNamesTheEndpoint() {
        for (String document : List.of("openid-configuration", "oauth-authorization-server")) {
            assertThat(anyone.get("/.well-known/" + document).expect(200).string("token_endpoint"))
                    .endsWith(PATH);
        }
    }

    @Test
    void aClientsTokenIsTheKeysAndEndsWithIt() {
        Api owner = people.agent().api();
        Answer key =
                owner.post("/api/v1/api-keys", StrangerRules.apiKey("client")).expect(201);
        String proof = Base64.getEncoder()
                .encodeToString((key.id() + ":" + key.string("key")).getBytes(StandardCharsets.UTF_8));

        Answer granted = token(
                        client.with("Authorization", "Basic " + proof), Map.of("grant_type", "client_credentials"))
                .expect(200);

        assertThat(granted.string("token_type")).isEqualTo("Bearer");
        assertThat(granted.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(granted.body().has("refresh_token")).isFalse();
        Api program = anyone.as(granted.string("access_token"));
        program.get("/api/v1/tickets").expect(200);
        program.post("/api/v1/tickets", people.ticket("by a program")).expectProblem(403, "forbidden");
        Map<String, String> form = Map.of(
                "grant_type", "client_credentials",
                "client_id", key.id().toString(),
                "client_secret", key.string("key"));
        assertThat(token(client, form).expect(200).string("access_token")).isNotEmpty();

        owner.now("DELETE", "/api/v1/api-keys/" + key.id(), null).expect(204);
        Until.holds(Duration.ofSeconds(3), () -> program.get("/api/v1/tickets").expectProblem(401, "api-key-revoked"));
        Answer refused = token(client, form).expect(401);
        assertThat(refused.string("error")).isEqualTo("invalid_client");
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic");
    }

    @Test
    void aRefreshTokenGivesTheSessionsTokensUntilItsEnd() {
        Answer login = Organization.login(anyone, people.requester().email(), Organization.PASSWORD);
        Map<String, String> form = Map.of("grant_type", "refresh_token", "refresh_token", login.string("refreshToken"));

        Answer granted = token(client, form).expect(200);
        anyone.as(granted.string("access_token")).get("/api/v1/tickets").expect(200);
        assertThat(granted.string("refresh_token")).isNotEqualTo(login.string("refreshToken"));
        anyone.as(granted.string("access_token"))
                .now("POST", "/api/v1/auth/logout", null)
                .expect(204);

        Answer refused = token(
                        client, Map.of("grant_type", "refresh_token", "refresh_token", granted.string("refresh_token")))
                .expect(400);
        assertThat(refused.string("error")).isEqualTo("invalid_grant");
    }

    @Test
    void aPasswordIsNoGrant() {
        Answer refused = token(
                        client,
                        Map.of(
                                "grant_type",
                                "password",
                                "username",
                                people.agent().email(),
                                "password",
                                Organization.PASSWORD))
                .expect(400);
        assertThat(refused.string("error")).isEqualTo("unsupported_grant_type");
        anyone.post(PATH, Map.of("grant_type", "client_credentials")).expectProblem(415, "unsupported-media-type");
    }

    private static Answer token(Api as, Map<String, String> form) {
        return as.now(
                "POST",
                PATH,
                form.entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }
}
