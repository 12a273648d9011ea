package io.steward.identity.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountService;
import io.steward.identity.account.AccountStatus;
import io.steward.identity.account.AccountView;
import io.steward.identity.account.MemberEvents;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.membership.Access;
import io.steward.identity.role.Administrators;
import io.steward.identity.role.Permissions;
import io.steward.identity.session.EndReason;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.EntityTags;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What administrators change of members: their data, and whether they may act. */
@ApplicationScoped
class UserChanges {
    private final Tx tx;
    private final AccountService accounts;
    private final Addresses addresses;
    private final Access access;
    private final Validator validator;

    UserChanges(Tx tx, AccountService accounts, Addresses addresses, Access access, Validator validator) {
        this.tx = tx;
        this.accounts = accounts;
        this.addresses = addresses;
        this.access = access;
        this.validator = validator;
    }

    /**
     * @throws Problem 404 when the organization has no such member; 412 when the account was changed since {@code version}; 409 for
     *     an email or username that is taken, for the last administrator, and for oneself; else as {@link ChangeGuard} says
     */
    Uni<AccountView> change(Actor actor, UUID id, long version, JsonNode body) {
        ProfilePatch patch = ProfilePatch.byOthers(body, validator);
        if (patch.hasStatus() && !actor.may(Permissions.INSTALLATION_ADMIN)) {
            throw Problem.forbidden(
                    "forbidden", "Only the installation's administrator changes the status of accounts.");
        }
        return tx.write(actor, scope -> ProfileTable.lockMember(scope, id).flatMap(before -> {
                    if (before.version() != version) {
                        throw EntityTags.stale();
                    }
                    return change(scope, new Change(before, patch));
                }))
                .onFailure(PgException.class)
                .transform(ProfileTable::taken)
                .onFailure(ChangeGuard::isRefusal)
                .call(failure -> refused(actor, id, patch, ((Problem) failure).code()))
                .chain(() -> accounts.read(actor, id));
    }

    private Uni<Void> change(Scope scope, Change change) {
        Profile before = change.before();
        Profile after = change.after();
        if (after.equals(before)) {
            return Uni.createFrom().voidItem();
        }
        change.check(scope.actor());
        return ChangeGuard.check(
                        scope,
                        before.id(),
                        before.installationAdmin(),
                        change.patch().isOfAccount())
                .chain(() -> keepAdministrators(scope, change))
                .chain(() -> ProfileTable.requireFree(scope, after))
                .chain(() -> change.ofEmail() ? addresses.leave(scope, before.id(), before.email()) : done())
                .chain(() -> ProfileTable.update(scope, after))
                .chain(() -> change.ofMembership() ? ProfileTable.activate(scope, before.id(), after.active()) : done())
                .chain(() -> end(scope, change))
                .chain(() -> change.ofEmail() ? addresses.ask(scope, before.id(), after.email()) : done())
                .chain(() -> change.everywhere()
                        ? MemberEvents.tellAll(scope, before.id())
                        : MemberEvents.tellHere(scope, before.id()));
    }

    private static Uni<Void> keepAdministrators(Scope scope, Change change) {
        UUID id = change.before().id();
        if (change.disables()) {
            return Administrators.requireAnother(scope, id, null);
        }
        return change.deactivates()
                ? Administrators.requireAnother(scope, id, scope.actor().tenantId())
                : done();
    }

    /** Its entry comes before those of the sessions: the installation's log before all others. */
    private Uni<Void> end(Scope scope, Change change) {
        UUID id = change.before().id();
        UUID organization = change.disables() ? null : scope.actor().tenantId();
        Uni<List<UUID>> keys = change.disables() || change.deactivates()
                ? access.revoke(scope, id, organization)
                : Uni.createFrom().item(List.of());
        return keys.invoke(revoked -> audit(scope, change, revoked))
                .chain(() -> change.disables() || change.deactivates()
                        ? access.endSessions(scope, id, organization, EndReason.DEACTIVATED)
                        : done());
    }

    private static void audit(Scope scope, Change change, List<UUID> revokedKeys) {
        AuditEntry entry = AuditEntry.of(
                        change.action(), "account", change.before().id())
                .before(change.told(change.before(), List.of()))
                .after(change.told(change.after(), revokedKeys));
        Audit.record(
                scope,
                entry.in(change.patch().hasStatus() ? Ids.NIL : scope.actor().tenantId()));
    }

    /** In a transaction of its own: that of the attempt is rolled back. */
    private Uni<Void> refused(Actor actor, UUID id, ProfilePatch patch, String reason) {
        return tx.write(actor, scope -> {
            Audit.record(
                    scope,
                    AuditEntry.of("account.change-refused", "account", id)
                            .after(Map.of("fields", patch.fields(), "reason", reason)));
            return done();
        });
    }

    private static Uni<Void> done() {
        return Uni.createFrom().voidItem();
    }

    /** What is to become of an account. */
    private record Change(Profile before, Profile after, ProfilePatch patch) {
        Change(Profile before, ProfilePatch patch) {
            this(before, patch.applyTo(before), patch);
        }

        /** @throws Problem 409 for what nobody does to himself, and for an account that is to be erased */
        void check(Actor actor) {
            if (before.status() == AccountStatus.DELETING || before.status() == AccountStatus.DELETED) {
                throw Problem.conflict("account-deleting", "The account is to be erased.");
            }
            if (!before.id().equals(actor.accountId())) {
                return;
            }
            if (deactivates() || disables()) {
                throw ChangeGuard.ownAccount("Nobody deactivates himself.");
            }
            if (ofEmail()) {
                throw ChangeGuard.ownAccount("Change your own email at /api/v1/me.");
            }
        }

        boolean ofEmail() {
            return !after.email().equals(before.email());
        }

        boolean ofMembership() {
            return after.active() != before.active();
        }

        boolean deactivates() {
            return before.active() && !after.active();
        }

        boolean disables() {
            return before.status() == AccountStatus.ACTIVE && after.status() == AccountStatus.DISABLED;
        }

        boolean everywhere() {
            return patch.isOfAccount() || patch.hasStatus();
        }

        String action() {
            if (before.status() != after.status()) {
                return disables() ? "account.disabled" : "account.enabled";
            }
            if (ofMembership()) {
                return deactivates() ? "member.deactivated" : "member.activated";
            }
            return "account.changed";
        }

        /** Of names and addresses only that they changed: an erasure could not take them out again. */
        Map<String, ?> told(Profile state, List<UUID> revokedKeys) {
            Map<String, Object> told = new TreeMap<>(Map.of(
                    "fields", patch.fields(),
                    "emailVerified", state.emailVerified(),
                    "language", state.language(),
                    "status", state.status(),
                    "active", state.active()));
            if (!revokedKeys.isEmpty()) {
                told.put("revokedApiKeys", revokedKeys);
            }
            return told;
        }
    }
}
