package io.steward.gateway.revocation;

import io.steward.gateway.token.SigningKeys;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready before the ended sessions and the signing keys were read once: until then the gateway would let in whom it
 * must not, or nobody. Later it stays ready with what it has, whatever is away.
 */
@Readiness
@Singleton
public class RevocationReadiness implements HealthCheck {

    private final RevokedSessions sessions;
    private final SigningKeys keys;

    RevocationReadiness(RevokedSessions sessions, SigningKeys keys) {
        this.sessions = sessions;
        this.keys = keys;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("access")
                .withData("revocations", sessions.loaded())
                .withData("signingKeys", keys.loaded())
                .status(sessions.loaded() && keys.loaded())
                .build();
    }
}
