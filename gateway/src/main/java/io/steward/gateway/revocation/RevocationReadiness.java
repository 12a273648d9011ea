package io.steward.gateway.revocation;

import io.steward.gateway.token.SigningKeys;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready before the ended sessions, by one path or the other, and the signing keys were read once: until then the gateway would let
 * in whom it must not, or nobody. Later it stays ready with what it has. While both paths are away no gateway hears of an end: to take
 * them all out would end every session to keep out those few, for no longer than an access token lives.
 */
@Readiness
@Singleton
public class RevocationReadiness implements HealthCheck {

    private final RevokedSessions sessions;
    private final SigningKeys keys;
    private final Contact contact;

    RevocationReadiness(RevokedSessions sessions, SigningKeys keys, Contact contact) {
        this.sessions = sessions;
        this.keys = keys;
        this.contact = contact;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("access")
                .withData("revocations", sessions.loaded())
                .withData("signingKeys", keys.loaded())
                .withData(
                        "secondsSinceIdentity",
                        contact.age(Contact.Path.IDENTITY).toSeconds())
                .withData("secondsSinceKafka", contact.age(Contact.Path.KAFKA).toSeconds())
                .status(sessions.loaded() && keys.loaded())
                .build();
    }
}
