package io.steward.identity.invitation;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountPasswords;
import io.steward.identity.account.AccountStatus;
import io.steward.identity.account.MemberEvents;
import io.steward.identity.account.OwnNames;
import io.steward.identity.account.PasswordHashing;
import io.steward.identity.account.PasswordPolicy;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.invitation.InvitationRequests.AcceptInvitation;
import io.steward.identity.invitation.InvitedAccounts.Acceptor;
import io.steward.identity.letter.MailedToken;
import io.steward.identity.wayin.WaysIn;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Invitations are accepted: by whom they make an account for, or by the account that the address has. */
@ApplicationScoped
class Acceptance {
    private final Tx tx;
    private final InvitationTable table;
    private final PasswordPolicy policy;
    private final PasswordHashing hashing;
    private final AccountPasswords passwords;
    private final WaysIn waysIn;

    Acceptance(
            Tx tx,
            InvitationTable table,
            PasswordPolicy policy,
            PasswordHashing hashing,
            AccountPasswords passwords,
            WaysIn waysIn) {
        this.tx = tx;
        this.table = table;
        this.policy = policy;
        this.hashing = hashing;
        this.passwords = passwords;
        this.waysIn = waysIn;
    }

    /**
     * Makes an account whose address the token has proved.
     *
     * @throws Problem 422, the same for every token that is of no use, and for a password that is common or a name of the account; 409 when the address has an account
     *     by now, or the username is taken
     */
    Uni<Joined> byNobodyYet(AcceptInvitation request, Cause cause) {
        policy.check(request.password(), "password");
        MailedToken token = new MailedToken(request.token());
        // Looked at before hashing, which costs too much to be had for any guess.
        return organization(token, cause)
                .flatMap(organization -> hashing.hash(request.password()).flatMap(hash -> {
                    UUID account = Ids.next();
                    Actor actor = new Actor(account, organization, Set.of(), cause);
                    return tx.write(actor, scope -> taken(scope, token)
                                    .flatMap(invitation -> make(scope, account, invitation, request, hash)))
                            .onFailure(PgException.class)
                            .transform(InvitedAccounts::taken)
                            .replaceWith(new Joined(organization));
                }));
    }

    private Uni<Void> make(Scope scope, UUID account, Invitation invitation, AcceptInvitation request, String hash) {
        String name = required("displayName", request.displayName(), invitation.displayName());
        String username = required("username", request.username(), invitation.username());
        policy.requireNoName(request.password(), "password", OwnNames.of(invitation.email(), username, name));
        return InvitedAccounts.requireFree(scope, invitation.email(), username)
                .chain(() -> InvitedAccounts.insert(scope, account, invitation, username, name.strip(), hash))
                .invoke(() -> Audit.record(
                        scope,
                        AuditEntry.of("account.created", "account", account)
                                .after(Map.of("status", AccountStatus.ACTIVE, "emailVerified", true))))
                .chain(() -> join(scope, account, invitation));
    }

    private static String required(String field, String said, String borne) {
        String value = said == null ? borne : said;
        if (value == null || value.isBlank()) {
            throw Problem.badRequest("invalid-value", "The invitation bears no such name: give one.")
                    .with("field", field);
        }
        return value;
    }

    /**
     * Makes the actor's account a member of one more organization.
     *
     * @param newPassword needed where the account has proved no address before: whoever has made it knows the one that it has
     * @throws Problem 422, the same for every token that is of no use and for one that was mailed to another address; 422 without a password
     *     that is needed, and for one that is common or a name of the account; 409 when the account is a member there
     */
    Uni<Joined> byAccount(Actor actor, String value, String newPassword) {
        MailedToken token = new MailedToken(value);
        UUID account = actor.accountId();
        return organization(token, actor.cause()).flatMap(organization -> {
            Actor inside = new Actor(account, organization, Set.of(), actor.cause());
            return tx.write(inside, scope -> InvitedAccounts.find(scope, account))
                    .flatMap(acceptor -> firstHash(acceptor, newPassword))
                    .flatMap(hash -> tx.writeMany(inside, scope -> InvitedAccounts.lock(scope, account)
                            .flatMap(acceptor -> taken(scope, token)
                                    .flatMap(invitation ->
                                            join(scope, account, acceptor, invitation, hash.orElse(null))))))
                    .replaceWith(new Joined(organization));
        });
    }

    /** Empty where the account keeps its password. */
    private Uni<Optional<String>> firstHash(Acceptor acceptor, String newPassword) {
        if (acceptor == null || acceptor.proved()) {
            return Uni.createFrom().item(Optional.empty());
        }
        policy.requireAtFirstProof(newPassword, acceptor.names());
        return hashing.hash(newPassword).map(Optional::of);
    }

    private Uni<Void> join(Scope scope, UUID account, Acceptor acceptor, Invitation invitation, String hash) {
        if (acceptor == null
                || !invitation.email().equalsIgnoreCase(acceptor.email())
                || !acceptor.proved() && hash == null) {
            throw invalid();
        }
        if (acceptor.proved()) {
            return join(scope, account, invitation);
        }
        return InvitedAccounts.join(scope, account, invitation.roleIds())
                .call(() -> passwords.reset(scope, account, hash))
                .call(() -> InvitedAccounts.verified(scope, account))
                .call(given -> waysIn.firstProof(
                        scope,
                        account,
                        AuditEntry.of("account.email-verified", "account", account)
                                .before(Map.of("emailVerified", false)),
                        accepted(account, invitation, given).in(scope.actor().tenantId())))
                .chain(() -> MemberEvents.tellHere(scope, account));
    }

    private static Uni<Void> join(Scope scope, UUID account, Invitation invitation) {
        return InvitedAccounts.join(scope, account, invitation.roleIds())
                .invoke(given -> Audit.record(scope, accepted(account, invitation, given)))
                .chain(() -> MemberEvents.tellHere(scope, account));
    }

    private static AuditEntry accepted(UUID account, Invitation invitation, List<UUID> given) {
        return AuditEntry.of("invitation.accepted", "invitation", invitation.id())
                .after(Map.of("accountId", account, "roleIds", given));
    }

    private Uni<UUID> organization(MailedToken token, Cause cause) {
        return table.organizationOf(Actor.system(Ids.NIL, cause), token)
                .onItem()
                .ifNull()
                .failWith(Acceptance::invalid);
    }

    private Uni<Invitation> taken(Scope scope, MailedToken token) {
        return table.take(scope, token).onItem().ifNull().failWith(Acceptance::invalid);
    }

    private static Problem invalid() {
        return Problem.unprocessable(
                "invitation-token-invalid", "token", "This invitation is not valid any more, or it is another one's.");
    }
}
