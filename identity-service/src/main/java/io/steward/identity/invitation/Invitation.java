package io.steward.identity.invitation;

import java.util.UUID;

/**
 * What an invitation says of the one whom it invites, as it is stored and as it is accepted.
 *
 * @param displayName null when the inviter gave none; so are the username and the language
 */
record Invitation(UUID id, String email, String displayName, String username, String language, UUID[] roleIds) {
    @Override
    public String toString() {
        return "Invitation[" + id + "]";
    }
}
