package io.steward.identity.password;

import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** For other features, inside their transaction: what was mailed to an address that is the account's no longer. */
@ApplicationScoped
public class PendingResets {
    private final ResetTable table;

    PendingResets(ResetTable table) {
        this.table = table;
    }

    /** Voids all that was asked for or mailed for the account, which must be locked and have its address still. */
    public Uni<Void> voidAll(Scope scope, UUID userId) {
        return table.voidAll(scope, userId);
    }
}
