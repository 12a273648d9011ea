package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jose4j.jwk.JsonWebKeySet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Signing keys change while requests come, and while somebody floods the gateway with tokens of keys that nobody has. */
@QuarkusTest
@WithTestResource(FloodSettings.class)
class KeyRotationTest extends GatewayTest {

    private static final int AT_ONCE = 100;

    private final AtomicBoolean over = new AtomicBoolean();

    @AfterEach
    void firstKeyAgain() {
        over.set(true);
        services.keys = new JsonWebKeySet(Tokens.FIRST.key());
    }

    @Test
    void noValidTokenIsRefusedWhileKeysChangeUnderAFloodOfUnknownOnes() throws Exception {
        var next = Tokens.named("rotated-" + UUID.randomUUID());
        var signer = new AtomicReference<>(Tokens.FIRST);
        var passed = new AtomicInteger();
        Queue<String> refused = new ConcurrentLinkedQueue<>();
        var floodRefused = new AtomicInteger();
        Queue<String> floodOther = new ConcurrentLinkedQueue<>();
        var reads = services.jwksReads.get();
        var begun = System.nanoTime();

        var flood = Thread.ofPlatform().start(() -> flood(floodRefused, floodOther));
        var people = Thread.ofPlatform().start(() -> people(signer, passed, refused));
        eventually("the flood is there", Duration.ofSeconds(20), () -> floodRefused.get() > AT_ONCE);
        eventually("people get in by the old key", Duration.ofSeconds(20), () -> passed.get() > 50);

        // Published ahead of its first token, for longer than the gateway takes to look again.
        services.keys = new JsonWebKeySet(Tokens.FIRST.key(), next.key());
        var published = services.jwksReads.get();
        eventually("it was read", Duration.ofSeconds(20), () -> services.jwksReads.get() >= published + 2);
        signer.set(next);
        var switched = passed.get();
        eventually("people get in by the new key", Duration.ofSeconds(20), () -> passed.get() > switched + 50);
        over.set(true);
        flood.join();
        people.join();

        assertThat(refused).isEmpty();
        assertThat(floodOther).isEmpty();
        var seconds = (System.nanoTime() - begun) / 1_000_000_000;
        assertThat(services.jwksReads.get() - reads).isLessThanOrEqualTo((int) (seconds + seconds / 5 + 3));
    }

    @Test
    void aCompromisedKeyIsOutWhenTheKeysAreReadAgainAndItsSuccessorInAtOnce() throws Exception {
        var compromised = Tokens.named("compromised-" + UUID.randomUUID());
        services.keys = new JsonWebKeySet(compromised.key());
        token = compromised.valid();
        assertThat(get("/api/v1/tickets").statusCode()).isEqualTo(200);

        var fresh = Tokens.named("fresh-" + UUID.randomUUID());
        services.keys = new JsonWebKeySet(fresh.key());
        var old = token;
        token = fresh.valid();
        assertThat(get("/api/v1/tickets").statusCode()).isEqualTo(200);
        token = old;
        isProblem(get("/api/v1/tickets"), 401, "token-invalid");
    }

    /** Each token once, so that none is remembered. */
    private void people(AtomicReference<Tokens> signer, AtomicInteger passed, Queue<String> refused) {
        while (!over.get()) {
            try {
                var answer = CLIENT.send(request(signer.get().valid()), BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    passed.incrementAndGet();
                } else {
                    refused.add(answer.statusCode() + " " + answer.body());
                }
            } catch (Exception failed) {
                refused.add(failed.toString());
            }
        }
    }

    private void flood(AtomicInteger refused, Queue<String> other) {
        var free = new Semaphore(AT_ONCE);
        var stranger = Tokens.named("template");
        var parts = List.of(stranger.valid().split("\\."));
        while (!over.get()) {
            free.acquireUninterruptibly();
            var header = "{\"alg\":\"RS256\",\"kid\":\"" + UUID.randomUUID() + "\"}";
            var encoded = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes());
            CompletableFuture<HttpResponse<String>> answer = CLIENT.sendAsync(
                    request(encoded + "." + parts.get(1) + "." + parts.get(2)), BodyHandlers.ofString());
            answer.whenComplete((response, failed) -> {
                free.release();
                if (failed == null && response.statusCode() == 401) {
                    refused.incrementAndGet();
                } else if (!over.get()) {
                    other.add(failed == null ? "status " + response.statusCode() : failed.toString());
                }
            });
        }
        free.acquireUninterruptibly(AT_ONCE);
    }

    private java.net.http.HttpRequest request(String bearer) {
        return to("/api/v1/tickets").header("Authorization", "Bearer " + bearer).build();
    }
}
