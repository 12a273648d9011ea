package io.steward.identity.invitation;

import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.Scope;
import java.time.ZoneOffset;
import java.util.UUID;

/** For other features, inside their transaction: takes back the invitations of somebody who may act no longer. */
public final class InvitationEnds {
    private static final String END = "SELECT end_invitations($1, $2, $3)";

    private InvitationEnds() {}

    /** @param organization null for all of the account's */
    public static Uni<Void> revokeAll(Scope scope, UUID inviter, UUID organization) {
        return scope.query(END, inviter, organization, scope.now().atOffset(ZoneOffset.UTC))
                .replaceWithVoid();
    }
}
