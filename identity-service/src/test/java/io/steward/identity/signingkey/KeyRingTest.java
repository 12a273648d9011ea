package io.steward.identity.signingkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration LEAD = Duration.ofMinutes(1);
    private static final Instant HAND_OVER = START.plus(MONTH);

    private final SigningKey active = key("a", SigningKey.State.ACTIVE, START, null);
    private final SigningKey next = key("b", SigningKey.State.NEXT, HAND_OVER, null);

    @Test
    void a_successor_is_needed_as_early_as_it_must_be_published_and_only_once() {
        KeyRing alone = new KeyRing(List.of(active));

        assertThat(alone.needsNext(HAND_OVER.minus(LEAD).minusMillis(1), MONTH, LEAD))
                .isFalse();
        assertThat(alone.needsNext(HAND_OVER.minus(LEAD), MONTH, LEAD)).isTrue();
        assertThat(new KeyRing(List.of(active, next)).needsNext(HAND_OVER, MONTH, LEAD))
                .isFalse();
    }

    @Test
    void the_successor_is_published_before_it_signs_and_signs_from_its_time_on() {
        KeyRing ring = new KeyRing(List.of(active, next));

        assertThat(ring.jwks().getJsonArray("keys")).hasSize(2);
        assertThat(ring.signer(HAND_OVER.minusMillis(1))).contains(active);
        assertThat(ring.nextIsDue(HAND_OVER.minusMillis(1))).isFalse();
        assertThat(ring.signer(HAND_OVER)).contains(next);
        assertThat(ring.nextIsDue(HAND_OVER)).isTrue();
    }

    @Test
    void a_retired_key_is_published_and_never_signs() {
        SigningKey retired = key("a", SigningKey.State.RETIRED, START, HAND_OVER.plusSeconds(660));
        KeyRing ring = new KeyRing(List.of(retired, key("b", SigningKey.State.ACTIVE, HAND_OVER, null)));

        assertThat(ring.jwks().getJsonArray("keys")).hasSize(2);
        assertThat(ring.signer(HAND_OVER).orElseThrow().kid()).isEqualTo("b");
        assertThat(ring.hasExpired(HAND_OVER.plusSeconds(659))).isFalse();
        assertThat(ring.hasExpired(HAND_OVER.plusSeconds(660))).isTrue();
    }

    @Test
    void an_instance_whose_clock_is_behind_signs_by_the_active_key_at_the_hand_over() {
        SigningKey retired = key("a", SigningKey.State.RETIRED, START, HAND_OVER.plusSeconds(660));
        KeyRing ring = new KeyRing(List.of(retired, key("b", SigningKey.State.ACTIVE, HAND_OVER, null)));

        assertThat(ring.signer(HAND_OVER.minusSeconds(5)).orElseThrow().kid()).isEqualTo("b");
        assertThat(new KeyRing(List.of(retired)).signer(HAND_OVER)).isEmpty();
    }

    private static SigningKey key(String kid, SigningKey.State state, Instant activateAt, Instant expiresAt) {
        return new SigningKey(kid, new JsonObject().put("kid", kid), Buffer.buffer(), state, activateAt, expiresAt);
    }
}
