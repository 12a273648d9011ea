package io.steward.identity.signingkey;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The stored keys as of a moment, and what the time asks to be done with them. */
record KeyRing(List<SigningKey> keys) {
    KeyRing {
        keys = List.copyOf(keys);
    }

    Optional<SigningKey> active() {
        return in(SigningKey.State.ACTIVE);
    }

    Optional<SigningKey> next() {
        return in(SigningKey.State.NEXT);
    }

    /**
     * The key that signs now: the last one whose time has come. Asked by time and not by state, so that all instances change over
     * together, whichever of them writes the change down. One whose clock is behind finds at the hand-over no key whose time has come:
     * the active one signs there too.
     */
    Optional<SigningKey> signer(Instant now) {
        return keys.stream()
                .filter(key -> key.state() != SigningKey.State.RETIRED)
                .filter(key -> !key.activateAt().isAfter(now))
                .max(Comparator.comparing(SigningKey::activateAt))
                .or(this::active);
    }

    boolean nextIsDue(Instant now) {
        return next().filter(key -> !key.activateAt().isAfter(now)).isPresent();
    }

    /** Whether it is time to publish a successor; there is never more than one. */
    boolean needsNext(Instant now, Duration rotateEvery, Duration lead) {
        return next().isEmpty()
                && active().filter(key ->
                                !key.activateAt().plus(rotateEvery).minus(lead).isAfter(now))
                        .isPresent();
    }

    boolean hasExpired(Instant now) {
        return keys.stream()
                .anyMatch(key -> key.expiresAt() != null && !key.expiresAt().isAfter(now));
    }

    /** RFC 7517; public halves alone, the one that waits included. */
    JsonObject jwks() {
        JsonArray published = new JsonArray();
        keys.forEach(key -> published.add(key.publicJwk()));
        return new JsonObject().put("keys", published);
    }

    private Optional<SigningKey> in(SigningKey.State state) {
        return keys.stream().filter(key -> key.state() == state).findFirst();
    }
}
