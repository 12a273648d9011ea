package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = StrictSettings.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RateAndOriginTest extends GatewayTest {

    @Test
    void anAccountIsHeldToItsRateAndAnotherIsNot() throws Exception {
        var busy = token;
        token = Tokens.FIRST.valid();
        assertThat(get("/api/v1/tickets").statusCode()).isEqualTo(200);
        token = busy;
        for (var i = 0; i < 3; i++) {
            assertThat(get("/api/v1/tickets").statusCode()).isEqualTo(200);
        }
        var answer = get("/api/v1/tickets");
        // On a slow machine a token may have been refilled meanwhile.
        for (var more = 0; more < 20 && answer.statusCode() == 200; more++) {
            answer = get("/api/v1/tickets");
        }
        isProblem(answer, 429, "rate-limited");
        assertThat(Long.parseLong(answer.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1L, 2L);
        eventually("it may come again", Duration.ofSeconds(3), () -> status("/api/v1/tickets") == 200);
    }

    @Test
    void anAddressWithoutValidTokensIsHeldToItsRate() throws Exception {
        token = "guess";
        for (var i = 0; i < 5; i++) {
            assertThat(status("/api/v1/tickets")).isEqualTo(401);
        }
        for (var more = 0; more < 20 && status("/api/v1/tickets") == 401; more++) {
            assertThat(more).as("guesses that were let through").isLessThan(15);
        }
        isProblem(get("/api/v1/tickets"), 429, "rate-limited");
        isProblem(send(to("/api/v1/auth/login").POST(BodyPublishers.ofString("{}"))), 429, "rate-limited");
        eventually("it may come again", Duration.ofSeconds(3), () -> status("/api/v1/tickets") == 401);
        eventually("refilled for others", Duration.ofSeconds(3), () -> {
            token = Tokens.FIRST.valid();
            return status("/api/v1/tickets") == 200;
        });
    }

    @Test
    void anAllowedOriginGetsItsPreflightAndItsMark() throws Exception {
        var preflight = send(to("/api/v1/tickets")
                .header("Origin", "https://console.example")
                .header("Access-Control-Request-Method", "PATCH")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Methods")
                        .orElseThrow())
                .contains("PATCH");
        assertThat(preflight.headers().firstValue("X-Request-Id")).isPresent();
        var answer = send(withToken("/api/v1/tickets").header("Origin", "https://console.example"));
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("https://console.example");
        var stranger = send(withToken("/api/v1/tickets").header("Origin", "https://evil.example"));
        assertThat(stranger.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(stranger.headers().firstValue("Vary")).contains("Origin");
    }

    private int status(String path) {
        try {
            return get(path).statusCode();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
