package io.steward.identity.invitation;

import java.util.UUID;

/**
 * An invitation that is accepted now: its row is locked.
 *
 * @param displayName null when the inviter gave none
 */
record Invitation(UUID id, String email, String displayName, UUID[] roleIds) {
    @Override
    public String toString() {
        return "Invitation[" + id + "]";
    }
}
