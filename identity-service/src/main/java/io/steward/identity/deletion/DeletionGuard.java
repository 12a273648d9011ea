package io.steward.identity.deletion;

import io.steward.identity.deletion.DeletionQueries.Candidate;
import io.steward.identity.role.Permissions;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import java.util.UUID;

/** Who may delete whom. That an organization keeps an administrator is asked of the database, where it can be held. */
final class DeletionGuard {
    private DeletionGuard() {}

    /** @throws Problem 403 for an account that may do more than the actor; 409 for one that he may not delete for another reason */
    static void check(Actor actor, UUID account, Candidate candidate) {
        if (account.equals(actor.accountId())) {
            throw Problem.conflict("own-account", "Nobody deletes his own account.");
        }
        if (candidate.installationAdmin()) {
            throw Problem.conflict(
                    "installation-administrator", "The administrator of the installation cannot be deleted.");
        }
        if (candidate.organizations().size() > 1 && !actor.may(Permissions.INSTALLATION_ADMIN)) {
            throw Problem.conflict(
                    "member-elsewhere",
                    "This account is a member of other organizations too: only the administrator of the installation can delete it.");
        }
        if (!actor.permissions().containsAll(candidate.permissions())) {
            throw Problem.forbidden("role-escalation", "You cannot delete an account that may do more than you.");
        }
    }

    static Problem openTickets(long open) {
        return Problem.conflict("open-tickets", "The account has open tickets. Nothing was deleted.")
                .with("openTickets", open);
    }
}
