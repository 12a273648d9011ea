package io.steward.identity.login;

import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.Scope;
import java.util.UUID;

/** What a login must prove beside the password. */
public interface SecondStep {
    /**
     * Asked in the transaction that would begin the session.
     *
     * @param passwordHash what the password has matched
     * @return null when the password is enough
     */
    Uni<MfaRequired> demanded(Scope scope, UUID userId, String passwordHash);
}
