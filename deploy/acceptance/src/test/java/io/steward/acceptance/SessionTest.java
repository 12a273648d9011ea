package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Keys that change and sessions that end, as the gateway sees them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionTest {
    /** Two times 152 s, when no other test has taken the time. */
    private static final Duration ROTATIONS = Duration.ofSeconds(340);

    private final StewardStack stack = StewardStack.running();
    private final Api api = Api.of(stack);
    private Organization people;

    @BeforeAll
    void found() {
        people = Organization.founded(stack);
    }

    /** Three keys have signed since the stack was started; a token of each is used until the end. */
    @Test
    void noTokenIsRefusedWhileTheKeysRotate() {
        TokenWatch tokens = stack.tokens();
        Until.holds(ROTATIONS, () -> assertThat(tokens.keys()).hasSizeGreaterThanOrEqualTo(3));
        Until.pause(Duration.ofSeconds(3));
        System.out.printf(
                "Key rotation: %d requests with tokens of %d keys%n",
                tokens.accepted(), tokens.keys().size());
        assertThat(tokens.refused()).isEmpty();
        assertThat(tokens.accepted()).isGreaterThan(300);
    }

    @Test
    void anEndedSessionIsRefusedWithinASecond() {
        var waits = new TreeSet<Duration>();
        for (int time = 0; time < 8; time++) {
            Answer login = Organization.login(api, people.agent().email(), Organization.PASSWORD);
            Api session = api.as(login.string("accessToken"));
            session.get("/api/v1/tickets").expect(200);
            session.now("POST", "/api/v1/auth/logout", null).expect(204);
            long ended = System.nanoTime();
            Until.holds(
                    Duration.ofSeconds(3), () -> session.get("/api/v1/tickets").expectProblem(401, "session-ended"));
            waits.add(Duration.ofNanos(System.nanoTime() - ended));
            Answer refresh = api.post("/api/v1/auth/refresh", Map.of("refreshToken", login.string("refreshToken")));
            assertThat(refresh.status()).as("%s", refresh).isEqualTo(401);
        }
        System.out.printf("Logout: refused after %s ms at most%n", waits.last().toMillis());
        assertThat(waits.last()).isLessThan(Duration.ofSeconds(1));
        people.agent().api().get("/api/v1/tickets").expect(200);
    }

    /** Gateways ask identity too. */
    @Test
    void anEndedSessionIsRefusedWithinASecondWhileTheBrokerIsAway() {
        Answer login = Organization.login(api, people.agent().email(), Organization.PASSWORD);
        Api session = api.as(login.string("accessToken"));
        session.get("/api/v1/tickets").expect(200);
        stack.kafka().kill();
        try {
            session.now("POST", "/api/v1/auth/logout", null).expect(204);
            long ended = System.nanoTime();
            Until.holds(
                    Duration.ofSeconds(3), () -> session.get("/api/v1/tickets").expectProblem(401, "session-ended"));
            Duration wait = Duration.ofNanos(System.nanoTime() - ended);
            System.out.printf("Logout without a broker: refused after %s ms%n", wait.toMillis());
            assertThat(wait).isLessThan(Duration.ofSeconds(1));
        } finally {
            stack.kafka().start();
        }
        session.get("/api/v1/tickets").expectProblem(401, "session-ended");
        people.agent().api().get("/api/v1/tickets").expect(200);
    }

    @Test
    void theStreamOfAnEndedSessionEnds() throws Exception {
        Answer login = Organization.login(api, people.agent().email(), Organization.PASSWORD);
        String token = login.string("accessToken");
        var request = HttpRequest.newBuilder(URI.create(stack.gateway() + "/api/v1/notifications/stream"))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<InputStream> stream =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> drain(stream.body()));
        assertThat(ended).isNotDone();
        api.as(token).now("POST", "/api/v1/auth/logout", null).expect(204);
        ended.get(3, TimeUnit.SECONDS);
    }

    /** A revocation outlives the gateway that has seen it. */
    @Test
    void aRestartedGatewayKnowsTheEndedSessions() {
        Answer login = Organization.login(api, people.agent().email(), Organization.PASSWORD);
        Api session = api.as(login.string("accessToken"));
        session.now("POST", "/api/v1/auth/logout", null).expect(204);
        Until.holds(Duration.ofSeconds(3), () -> session.get("/api/v1/tickets").expectProblem(401, "session-ended"));
        stack.service("gateway").kill();
        stack.launch("gateway", Map.of());
        stack.awaitReady("gateway");
        session.get("/api/v1/tickets").expectProblem(401, "session-ended");
        people.agent().api().get("/api/v1/tickets").expect(200);
    }

    private static void drain(InputStream stream) {
        var buffer = new byte[256];
        try (stream) {
            for (int read = 0; read >= 0; read = stream.read(buffer)) {
                assertThat(read).isNotNegative();
            }
        } catch (IOException cutOff) {
            assertThat(cutOff).isNotNull();
        }
    }
}
