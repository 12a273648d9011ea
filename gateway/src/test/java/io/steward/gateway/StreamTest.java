package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.gateway.revocation.RevokedSessions;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Settings.class)
class StreamTest extends GatewayTest {

    @Inject
    RevokedSessions revoked;

    @Test
    void eachEventArrivesAtOnceAndASilentStreamLivesOn() throws Exception {
        try (var body = open()) {
            var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
            assertThat(line(lines)).isEqualTo(": hello");
            line(lines);
            for (var i = 0; i < 3; i++) {
                var sent = System.nanoTime();
                services.event("number " + i);
                assertThat(line(lines)).isEqualTo("data: number " + i);
                assertThat(System.nanoTime() - sent).isLessThan(500_000_000L);
                line(lines);
            }
            // Longer than the time a service may be silent elsewhere.
            var silent = CompletableFuture.supplyAsync(() -> line(lines));
            assertThat(silent.completeOnTimeout("silence", 2500, TimeUnit.MILLISECONDS)
                            .get())
                    .isEqualTo("silence");
            services.event("after silence");
        }
    }

    @Test
    void aClientThatLeavesEndsTheServicesStream() throws Exception {
        var body = open();
        var closed = services.closedStreams.get();
        body.close();
        eventually("the service sees it", Duration.ofSeconds(2), () -> services.closedStreams.get() > closed);
    }

    @Test
    void aRevokedSessionLosesItsStream() throws Exception {
        var session = UUID.randomUUID().toString();
        token = Tokens.FIRST.ofSession(session);
        try (var body = open()) {
            var closed = services.closedStreams.get();
            var ended = CompletableFuture.supplyAsync(() -> toEnd(body));
            revoked.revoke(session, Instant.now().plusSeconds(600));
            assertThat(ended.get(1, TimeUnit.SECONDS)).isEqualTo(": hello\n\n");
            eventually("the service sees it", Duration.ofSeconds(1), () -> services.closedStreams.get() > closed);
        }
    }

    @Test
    void anExpiredTokenLosesItsStream() throws Exception {
        var claims = Tokens.claims();
        claims.setExpirationTime(Tokens.inSeconds(3));
        token = Tokens.FIRST.sign(claims);
        try (var body = open()) {
            assertThat(CompletableFuture.supplyAsync(() -> toEnd(body)).get(4500, TimeUnit.MILLISECONDS))
                    .isEqualTo(": hello\n\n");
            assertThat(Instant.now().getEpochSecond())
                    .isGreaterThanOrEqualTo(claims.getExpirationTime().getValue());
        }
    }

    @Test
    void aStreamThatWasNeverAnsweredSaysWhyItEnds() throws Exception {
        var claims = Tokens.claims();
        claims.setExpirationTime(Tokens.inSeconds(2));
        token = Tokens.FIRST.sign(claims);
        isProblem(get("/api/v1/notifications/stream?silent"), 401, "token-expired");

        var session = UUID.randomUUID().toString();
        token = Tokens.FIRST.ofSession(session);
        var waiting = CLIENT.sendAsync(
                withToken("/api/v1/notifications/stream?silent").build(), HttpResponse.BodyHandlers.ofString());
        revoked.revoke(session, Instant.now().plusSeconds(600));
        isProblem(waiting.get(10, TimeUnit.SECONDS), 401, "session-ended");
    }

    @Test
    void aRevokedKeyLosesItsStream() throws Exception {
        var key = ApiKey.known(services, 60);
        var stream = to("/api/v1/notifications/stream").header("X-API-Key", key.text());
        try (var body = open(stream)) {
            var ended = CompletableFuture.supplyAsync(() -> toEnd(body));
            revoked.revoke(key.id().toString(), Instant.now().plusSeconds(600));
            assertThat(ended.get(5, TimeUnit.SECONDS)).isEqualTo(": hello\n\n");
        }
        isProblem(send(stream), 401, "api-key-revoked");
    }

    private InputStream open() throws Exception {
        return open(withToken("/api/v1/notifications/stream"));
    }

    private InputStream open(HttpRequest.Builder request) throws Exception {
        var streams = services.streams.size();
        var answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        eventually("the stream is there", Duration.ofSeconds(2), () -> services.streams.size() > streams);
        return answer.body();
    }

    private static String line(BufferedReader lines) {
        try {
            return lines.readLine();
        } catch (java.io.IOException closed) {
            return null;
        }
    }

    private static String toEnd(InputStream body) {
        try {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException broken) {
            return "broken: " + broken;
        }
    }
}
