package io.steward.identity.mfa;

import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.notice.NoticeKind;
import io.steward.identity.notice.Notices;
import io.steward.identity.session.EndReason;
import io.steward.identity.session.Memberships;
import io.steward.identity.session.SessionService;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.security.Actors;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * An administrator takes the factors of a member who has lost them. From then on the password alone guards the account until it has new
 * ones, in every organization: so an organization decides on those accounts alone that are members of no other and may do no more than
 * who decides. On all others the installation's administrator does.
 */
@ApplicationScoped
class MfaReset {
    private static final String REFUSED = "mfa-reset-refused";
    /** Held against a change of roles meanwhile. */
    private static final String LOCK = "SELECT is_installation_admin FROM users WHERE id = $1 FOR NO KEY UPDATE";

    private final Tx tx;
    private final FactorTable table;
    private final ChallengeTable challenges;
    private final SessionService sessions;
    private final Notices notices;

    MfaReset(Tx tx, FactorTable table, ChallengeTable challenges, SessionService sessions, Notices notices) {
        this.tx = tx;
        this.table = table;
        this.challenges = challenges;
        this.sessions = sessions;
        this.notices = notices;
    }

    /**
     * Takes all factors and recovery codes, voids the logins under way and ends the sessions. Of an account that has none the same.
     *
     * @throws Problem 404 when the organization has no such active member; 403 for an account that is not this actor's to decide on; 409
     *     for his own
     */
    Uni<Void> reset(Actor actor, UUID userId) {
        if (userId.equals(actor.accountId())) {
            throw Problem.conflict("mfa-reset-own", "These are your own factors: remove them by password and code.");
        }
        return tx.writeMany(actor, scope -> {
                    var locked = scope.query(LOCK, userId);
                    var known = scope.query(Memberships.SQL, userId).map(Memberships::of);
                    return locked.flatMap(rows -> known.invoke(memberships -> {
                                if (rows.size() == 0
                                        || memberships.in(actor.tenantId()).isEmpty()) {
                                    throw Problem.notFound();
                                }
                                requireMightier(
                                        actor,
                                        memberships,
                                        rows.iterator().next().getBoolean("is_installation_admin"));
                            }))
                            .chain(() -> take(scope, userId));
                })
                .onFailure(failure ->
                        failure instanceof Problem problem && problem.code().equals(REFUSED))
                .call(() -> refused(actor, userId));
    }

    private static void requireMightier(Actor actor, Memberships memberships, boolean installationAdmin) {
        if (actor.may(Actors.INSTALLATION_ADMIN)) {
            return;
        }
        if (installationAdmin
                || memberships.all().size() > 1
                || !actor.permissions().containsAll(memberships.permissions(actor.tenantId(), false))) {
            throw Problem.forbidden(
                    REFUSED,
                    "This account may do more than you, or not here alone: ask the installation's administrator.");
        }
    }

    private Uni<Void> take(Scope scope, UUID userId) {
        return table.lock(scope, userId)
                .chain(() -> table.removeAll(scope, userId))
                .chain(() -> table.forgive(scope, userId))
                .chain(() -> challenges.closeAll(scope, userId))
                .chain(() -> notices.tell(scope, userId, NoticeKind.FACTORS_RESET, null))
                .chain(() -> sessions.endAll(
                        scope,
                        userId,
                        EndReason.MFA_RESET,
                        AuditEntry.of("mfa.reset", "account", userId)
                                .in(scope.actor().tenantId())));
    }

    /** In a transaction of its own: that of the attempt is rolled back. */
    private Uni<Void> refused(Actor actor, UUID userId) {
        return tx.write(actor, scope -> {
            Audit.record(scope, AuditEntry.of("mfa.reset-refused", "account", userId));
            return Uni.createFrom().voidItem();
        });
    }
}
