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
}
