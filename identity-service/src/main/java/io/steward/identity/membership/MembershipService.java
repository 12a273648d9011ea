package io.steward.identity.membership;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.MemberEvents;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.profile.ChangeGuard;
import io.steward.identity.role.Administrators;
import io.steward.identity.role.Permissions;
import io.steward.identity.session.EndReason;
import io.steward.identity.team.TeamLeaves;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Somebody leaves an organization, or is removed from it. The account stays, and so does what it did here. */
@ApplicationScoped
class MembershipService {
    /** All that changes an account takes its row first. */
    private static final String LOCK_ACCOUNT =
            "SELECT is_installation_admin FROM users WHERE id = $1 FOR NO KEY UPDATE";
    /** So that nobody gives a role or a place in a team meanwhile. */
    private static final String LOCK =
            "SELECT active FROM organization_members WHERE tenant_id = $1 AND user_id = $2 FOR UPDATE";

    private static final String ROLES = """
            SELECT coalesce(array_agg(r.name::text ORDER BY r.name), '{}') AS roles
              FROM user_roles ur JOIN roles r ON r.tenant_id = ur.tenant_id AND r.id = ur.role_id
             WHERE ur.tenant_id = $1 AND ur.user_id = $2
            """;
    /** Its roles go with it. */
    private static final String REMOVE = "DELETE FROM organization_members WHERE tenant_id = $1 AND user_id = $2";

    private final Tx tx;
    private final Access access;

    MembershipService(Tx tx, Access access) {
        this.tx = tx;
        this.access = access;
    }

    /**
     * Ends a membership for good, with its roles, places in teams, sessions, API keys and open invitations here.
     *
     * @throws Problem 404 when the organization has no such member; 403 for another one's without the permission, and for an account
     *     that may do more than the actor; 409 for the last administrator's
     */
    Uni<Void> end(Actor actor, UUID account) {
        boolean own = account.equals(actor.accountId());
        if (!own && !actor.may(Permissions.USER_UPDATE)) {
            throw Problem.forbidden("forbidden", "Your roles do not allow this.");
        }
        UUID organization = actor.tenantId();
        return tx.write(actor, scope -> {
            var locked = scope.query(LOCK_ACCOUNT, account);
            var known = scope.query(
                    "SELECT 1 FROM organization_members WHERE tenant_id = $1 AND user_id = $2", organization, account);
            return locked.flatMap(accounts -> known.flatMap(memberships -> {
                if (accounts.size() == 0 || memberships.size() == 0) {
                    throw Problem.notFound();
                }
                boolean installationAdmin = accounts.iterator().next().getBoolean("is_installation_admin");
                return (own ? Uni.createFrom().voidItem() : ChangeGuard.check(scope, account, installationAdmin, false))
                        .chain(() -> Administrators.requireAnother(scope, account, organization))
                        .chain(() -> scope.query(LOCK, organization, account))
                        .chain(() -> remove(scope, account));
            }));
        });
    }

    private Uni<Void> remove(Scope scope, UUID account) {
        UUID organization = scope.actor().tenantId();
        return scope.query(ROLES, organization, account)
                .map(rows -> List.of(rows.iterator().next().getArrayOfStrings("roles")))
                .flatMap(roles -> TeamLeaves.leaveAll(scope, account)
                        .flatMap(teams -> access.revoke(scope, account, organization)
                                .invoke(keys -> Audit.record(
                                        scope,
                                        AuditEntry.of("member.removed", "account", account)
                                                .before(Map.of("roles", roles, "teamIds", teams))
                                                .after(Map.of("revokedApiKeys", keys))))))
                .chain(() -> access.endSessions(scope, account, organization, EndReason.LEFT_ORGANIZATION))
                .chain(() -> scope.query(REMOVE, organization, account))
                .chain(() -> MemberEvents.tellLeft(scope, account));
    }
}
