package io.steward.identity.role;

import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import java.util.UUID;

/** Who keeps an organization going: its active members who may say what roles may do and who has them. */
public final class Administrators {
    private static final String ALONE = "SELECT administered_alone($1, $2, $3)";
    private static final String[] NEEDED = {Permissions.ROLE_ASSIGN, Permissions.ROLE_MANAGE};

    private Administrators() {}

    /**
     * Whether nobody else administers the organization, or any that the account is a member of. The organizations stay locked until the
     * transaction ends.
     *
     * @param organization null for all of the account's
     */
    public static Uni<Boolean> isAlone(Scope scope, UUID account, UUID organization) {
        return scope.query(ALONE, account, organization, NEEDED).map(rows -> rows.size() > 0);
    }

    /** @throws Problem 409 when nobody else administers it */
    public static Uni<Void> requireAnother(Scope scope, UUID account, UUID organization) {
        return isAlone(scope, account, organization)
                .invoke(alone -> {
                    if (alone) {
                        throw last();
                    }
                })
                .replaceWithVoid();
    }

    public static Problem last() {
        return Problem.conflict(
                "last-administrator",
                "Nobody else administers the organization. Give somebody else the roles for it first.");
    }
}
