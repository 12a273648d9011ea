package io.steward.identity.invitation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An invitation as clients see it: the same whether its address has an account or not.
 *
 * @param roles by name, as far as they are there still
 * @param invitedBy the account; null when it is gone
 */
public record InvitationView(
        UUID id,
        String email,
        String displayName,
        List<String> roles,
        UUID invitedBy,
        Instant createdAt,
        Instant mailedAt,
        Instant expiresAt,
        State state) {

    /** What became of it. */
    public enum State {
        PENDING,
        ACCEPTED,
        REVOKED,
        EXPIRED
    }
}
