package io.steward.gateway.token;

import io.steward.gateway.problem.Problem;
import java.time.Instant;

/**
 * What the gateway keeps of a token whose signature, issuer, audience and time it has checked.
 *
 * @param grantId the session, or the API key, with which the token ends
 * @param byApiKey which of the two it is
 */
public record VerifiedToken(String accountId, String grantId, boolean byApiKey, Instant expiresAt) {

    public boolean expiredAt(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /** What is said when its session, or its key, has ended. */
    public Problem ended() {
        return byApiKey ? Problem.API_KEY_REVOKED : Problem.SESSION_ENDED;
    }
}
