package io.steward.gateway.revocation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The ended sessions, each until no access token of it can live any longer. Asked at every request. */
@Singleton
public class RevokedSessions {

    private final ConcurrentHashMap<String, Instant> expiryBySession = new ConcurrentHashMap<>();
    private final Clock clock;
    private volatile boolean loaded;

    RevokedSessions(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        // Strongly: a registry that outlives this would otherwise show nothing of the next one either.
        Gauge.builder("steward.gateway.revoked.sessions", expiryBySession, Map::size)
                .strongReference(true)
                .register(meters);
    }

    public boolean contains(String sessionId) {
        return expiryBySession.containsKey(sessionId);
    }

    /** A later end wins; one that has passed already is not kept. */
    public void revoke(String sessionId, Instant expiresAt) {
        if (expiresAt.isAfter(clock.instant())) {
            expiryBySession.merge(sessionId, expiresAt, (known, given) -> given.isAfter(known) ? given : known);
        }
    }

    /** Forgets the sessions none of whose tokens can live any longer. */
    public void forgetExpired() {
        var now = clock.instant();
        expiryBySession.values().removeIf(expiresAt -> !expiresAt.isAfter(now));
    }

    /** Whether the topic or identity's list was read to its end once; stays true. */
    public boolean loaded() {
        return loaded;
    }

    void markLoaded() {
        loaded = true;
    }
}
