package io.steward.identity.profile;

import io.smallrye.mutiny.Uni;
import io.steward.identity.role.Permissions;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import java.util.Set;
import java.util.UUID;

/**
 * Who may change whom. Whoever can change an account's address can have its password: so nobody changes an account that may do more
 * than he may, and what is an account's everywhere is changed by an organization only where it belongs to no other one.
 */
public final class ChangeGuard {
    private static final String STANDING = "SELECT elsewhere, permissions FROM account_standing($1, $2)";
    private static final String MIGHTIER = "account-mightier";
    private static final String SHARED = "account-shared";

    private ChangeGuard() {}

    /**
     * @param everywhere whether the change is of what every organization of the account sees
     * @throws Problem 403 when the account may do more than the actor; 409 when it is not the organization's alone
     */
    public static Uni<Void> check(Scope scope, UUID account, boolean installationAdmin, boolean everywhere) {
        Actor actor = scope.actor();
        if (actor.may(Permissions.INSTALLATION_ADMIN)) {
            return Uni.createFrom().voidItem();
        }
        if (installationAdmin) {
            throw mightier();
        }
        return scope.query(STANDING, account, actor.tenantId())
                .invoke(rows -> {
                    Row standing = rows.iterator().next();
                    if (!actor.permissions().containsAll(Set.of(standing.getArrayOfStrings("permissions")))) {
                        throw mightier();
                    }
                    if (everywhere && !account.equals(actor.accountId()) && standing.getBoolean("elsewhere")) {
                        throw Problem.conflict(
                                SHARED,
                                "The account belongs to other organizations too. Its owner can change it, or the installation's administrator.");
                    }
                })
                .replaceWithVoid();
    }

    /** Whether somebody tried to change whom he may not. */
    public static boolean isRefusal(Throwable failure) {
        return failure instanceof Problem problem
                && (problem.code().equals(MIGHTIER) || problem.code().equals(SHARED));
    }

    private static Problem mightier() {
        return Problem.forbidden(MIGHTIER, "You cannot change an account that may do more than you.");
    }

    public static Problem ownAccount(String detail) {
        return Problem.conflict("own-account", detail);
    }
}
