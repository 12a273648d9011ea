package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = StrictSettings.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RateAndOriginTest extends GatewayTest {

    @Inject
    RateTime time;

    @BeforeEach
    void noBucketFillsByItself() {
        time.stop();
    }

    @Test
    void anAccountIsHeldToItsRateAndAnotherIsNot() throws Exception {
        for (var i = 0; i < 3; i++) {
            assertThat(status("/api/v1/tickets")).isEqualTo(200);
        }
        var answer = get("/api/v1/tickets");
        isProblem(answer, 429, "rate-limited");
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        var busy = token;
        token = Tokens.FIRST.valid();
        assertThat(status("/api/v1/tickets")).isEqualTo(200);
        token = busy;
        time.pass(Duration.ofMillis(999));
        assertThat(status("/api/v1/tickets")).isEqualTo(429);
        time.pass(Duration.ofMillis(1));
        assertThat(status("/api/v1/tickets")).isEqualTo(200);
        assertThat(status("/api/v1/tickets")).isEqualTo(429);
    }

    @Test
    void anAddressWithoutValidTokensIsHeldToItsRateAndBarsNobodyWithAValidOne() throws Exception {
        token = "guess";
        for (var i = 0; i < 5; i++) {
            assertThat(status("/api/v1/tickets")).isEqualTo(401);
        }
        isProblem(get("/api/v1/tickets"), 429, "rate-limited");
        isProblem(send(to("/api/v1/auth/refresh").POST(BodyPublishers.ofString("{}"))), 429, "rate-limited");
        for (var others = 0; others < 3; others++) {
            token = Tokens.FIRST.valid();
            assertThat(status("/api/v1/tickets")).isEqualTo(200);
        }
        token = "guess";
        assertThat(status("/api/v1/tickets")).isEqualTo(429);
        time.pass(Duration.ofSeconds(1));
        assertThat(status("/api/v1/tickets")).isEqualTo(401);
    }

    @Test
    void keysOfOneOwnerShareHisRateAndRefusedOnesTheAddresss() throws Exception {
        var claims = Tokens.claims();
        claims.unsetClaim("sid");
        var statuses = new ArrayList<Integer>();
        for (var i = 0; i < 4; i++) {
            var key = ApiKey.random();
            claims.setClaim("api_key", key.id().toString());
            key.answered(services, Tokens.FIRST.sign(claims), 0);
            statuses.add(shown(key.text(), "198.51.100.11"));
        }
        assertThat(statuses).containsExactly(200, 200, 200, 429);
        for (var wrong : new String[] {ApiKey.random().text(), "mistyped"}) {
            statuses.clear();
            for (var i = 0; i < 6; i++) {
                statuses.add(shown(wrong, wrong.equals("mistyped") ? "198.51.100.12" : "198.51.100.13"));
            }
            assertThat(statuses).containsExactly(401, 401, 401, 401, 401, 429);
        }
    }

    private int shown(String key, String address) throws Exception {
        return send(to("/api/v1/tickets").header("X-API-Key", key).header("X-Forwarded-For", address))
                .statusCode();
    }

    @Test
    void behindATrustedBalancerEachClientHasItsOwnShare() throws Exception {
        assertThat(attempts("198.51.100.1")).hasSize(6).endsWith(429);
        assertThat(attempts("198.51.100.2")).hasSize(6).endsWith(429);
        // Of one network, and so of one hand.
        assertThat(attempts("2001:db8:1:2::1")).hasSize(6).endsWith(429);
        assertThat(attempts("2001:db8:1:2:ffff::9")).containsExactly(429);
        assertThat(attempts("no address")).startsWith(401);
        var answer = send(withToken("/api/v1/tickets").header("X-Forwarded-For", "198.51.100.3"));
        assertThat(body(answer).getJsonObject("headers").getString("x-forwarded-for"))
                .isEqualTo("198.51.100.3");
    }

    @Test
    void loggingInHasARateOfItsOwn() throws Exception {
        var statuses = new ArrayList<Integer>();
        for (var i = 0; i < 3; i++) {
            statuses.add(login("198.51.100.7"));
        }
        assertThat(statuses).containsExactly(200, 200, 429);
        assertThat(login("198.51.100.8")).isEqualTo(200);
        assertThat(send(to("/api/v1/auth/login/")
                                .header("X-Forwarded-For", "198.51.100.7")
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .as("a slash at the end is the same operation")
                .isEqualTo(429);
        var refresh = to("/api/v1/auth/refresh").header("X-Forwarded-For", "198.51.100.7");
        assertThat(send(refresh.POST(BodyPublishers.ofString("{}"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoeverGuessesAtTheTokenEndpointIsHeldToTheRateOfHisAddress() throws Exception {
        var statuses = new ArrayList<Integer>();
        for (var i = 0; i < 6; i++) {
            statuses.add(guess("198.51.100.21", "Basic " + i));
        }
        assertThat(statuses).containsExactly(401, 401, 401, 401, 401, 429);
        assertThat(guess("198.51.100.22", "Basic x")).isEqualTo(401);
    }

    private int guess(String address, String authorization) throws Exception {
        return send(to("/api/v1/oauth/token?refused")
                        .header("X-Forwarded-For", address)
                        .header("Authorization", authorization)
                        .POST(BodyPublishers.ofString("grant_type=client_credentials")))
                .statusCode();
    }

    private int login(String address) throws Exception {
        // A valid token does not buy more guesses.
        var request = withToken("/api/v1/auth/login").header("X-Forwarded-For", address);
        return send(request.POST(BodyPublishers.ofString("{}"))).statusCode();
    }

    /** The statuses of guesses from an address, up to the first that is too many. */
    private List<Integer> attempts(String address) throws Exception {
        var statuses = new ArrayList<Integer>();
        for (var i = 0; i < 20 && !statuses.contains(429); i++) {
            statuses.add(send(to("/api/v1/tickets").header("X-Forwarded-For", address))
                    .statusCode());
        }
        return statuses;
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
