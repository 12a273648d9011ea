package io.steward.events;

import java.time.Instant;
import java.util.UUID;

/** What ends the trust in tokens that are not yet expired. */
public sealed interface RevocationEvent extends DomainEvent {

    @EventType("steward.identity.session_revoked.v1")
    @Description("A session ended: its access tokens are not to be trusted any longer, though they have not expired.")
    record SessionRevoked(UUID sessionId, Instant revokedAt, Instant expiresAt) implements RevocationEvent {
        @Override
        public UUID aggregateId() {
            return sessionId;
        }
    }

    @EventType("steward.identity.api_key_revoked.v1")
    @Description("An API key was revoked: access tokens that were given for it are not to be trusted any longer.")
    record ApiKeyRevoked(
            UUID apiKeyId,
            @Description("When the key was revoked.") Instant revokedAt,

            @Description("When no access token of the key can live any longer, so that a reader may forget it.")
            Instant expiresAt)
            implements RevocationEvent {
        @Override
        public UUID aggregateId() {
            return apiKeyId;
        }
    }
}
