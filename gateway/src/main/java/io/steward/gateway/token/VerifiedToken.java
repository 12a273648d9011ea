package io.steward.gateway.token;

import java.time.Instant;

/** What the gateway keeps of a token whose signature, issuer, audience and time it has checked. */
public record VerifiedToken(String accountId, String sessionId, Instant expiresAt) {

    public boolean expiredAt(Instant now) {
        return !now.isBefore(expiresAt);
    }
}
