package io.steward.identity.membership;

import io.smallrye.mutiny.Uni;
import io.steward.identity.apikey.ApiKeyEnds;
import io.steward.identity.invitation.InvitationEnds;
import io.steward.identity.session.EndReason;
import io.steward.identity.session.SessionService;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Ends what an account acts by, where it may act no longer. Inside the caller's transaction, which holds the account. */
@ApplicationScoped
public class Access {
    private final SessionService sessions;
    private final ApiKeyEnds keys;

    Access(SessionService sessions, ApiKeyEnds keys) {
        this.sessions = sessions;
        this.keys = keys;
    }

    /**
     * Revokes its keys, and takes back its invitations.
     *
     * @param organization null for all of the account's
     * @return the keys
     */
    public Uni<List<UUID>> revoke(Scope scope, UUID account, UUID organization) {
        return InvitationEnds.revokeAll(scope, account, organization)
                .chain(() -> keys.revokeAll(scope, account, organization));
    }

    /** @param organization null for all of the account's */
    public Uni<Void> endSessions(Scope scope, UUID account, UUID organization, EndReason reason) {
        return organization == null
                ? sessions.endAll(scope, account, null, reason)
                : sessions.endIn(scope, account, organization, reason);
    }
}
