package io.steward.identity.password;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountPasswords;
import io.steward.identity.account.OwnNames;
import io.steward.identity.account.PasswordHashing;
import io.steward.identity.account.PasswordPolicy;
import io.steward.identity.apikey.ApiKeyEnds;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.login.LoginThrottle;
import io.steward.identity.notice.NoticeKind;
import io.steward.identity.notice.Notices;
import io.steward.identity.session.EndReason;
import io.steward.identity.session.SessionService;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** An account's own change of its password. */
@ApplicationScoped
class PasswordService {
    private static final String FIND =
            "SELECT email, username, display_name, password_hash FROM users WHERE id = $1 AND status = 'ACTIVE'";

    private final Tx tx;
    private final PasswordPolicy policy;
    private final PasswordHashing hashing;
    private final AccountPasswords passwords;
    private final ResetTable resets;
    private final SessionService sessions;
    private final LoginThrottle throttle;
    private final Notices notices;
    private final ApiKeyEnds keys;

    PasswordService(
            Tx tx,
            PasswordPolicy policy,
            PasswordHashing hashing,
            AccountPasswords passwords,
            ResetTable resets,
            SessionService sessions,
            LoginThrottle throttle,
            Notices notices,
            ApiKeyEnds keys) {
        this.tx = tx;
        this.policy = policy;
        this.hashing = hashing;
        this.passwords = passwords;
        this.resets = resets;
        this.sessions = sessions;
        this.throttle = throttle;
        this.notices = notices;
        this.keys = keys;
    }

    /**
     * Changes the password, ends the account's other sessions, revokes its API keys unless they are to be kept, and voids what was mailed to reset it. A wrong current password counts like a failed login: whoever has
     * found a session open must not guess more often than somebody before the door.
     *
     * @param device what the client says of itself; null when it is not known
     * @throws Problem 403 when the current password is wrong; 422 for a common new one, or one that is a name of the account; 429 after too many failures
     */
    Uni<Void> change(Actor actor, UUID sessionId, ChangePassword request, String device) {
        policy.check(request.newPassword(), "newPassword");
        Actor outside = new Actor(actor.accountId(), Ids.NIL, Set.of(), actor.cause());
        return tx.read(outside, FIND, actor.accountId()).flatMap(found -> {
            if (found.size() == 0) {
                throw Problem.notFound();
            }
            Row account = found.iterator().next();
            String email = account.getString("email");
            String hash = account.getString("password_hash");
            policy.requireNoName(
                    request.newPassword(),
                    "newPassword",
                    OwnNames.of(email, account.getString("username"), account.getString("display_name")));
            // Whoever has a session is where the account is known: strangers at the door do not keep him waiting here.
            String address = actor.cause().clientAddress();
            return throttle.check(outside, email, address, true)
                    .chain(() -> hashing.verify(request.currentPassword(), hash))
                    .flatMap(
                            matches -> matches ? hashing.hash(request.newPassword()) : refused(outside, email, address))
                    .flatMap(fresh ->
                            store(outside, sessionId, hash, fresh, Boolean.TRUE.equals(request.keepApiKeys()), device));
        });
    }

    private Uni<Void> store(
            Actor actor, UUID sessionId, String verified, String fresh, boolean keepApiKeys, String device) {
        return tx.writeMany(actor, scope -> passwords
                .change(scope, actor.accountId(), verified, fresh)
                .flatMap(changed -> {
                    if (!changed) {
                        throw wrong();
                    }
                    return keys(scope, keepApiKeys)
                            // The installation's log comes before every organization's: the order in which all lock
                            // them.
                            .invoke(revoked -> Audit.record(scope, entry(actor, revoked)))
                            .chain(() -> resets.voidAll(scope, actor.accountId()))
                            .chain(() -> notices.tell(scope, actor.accountId(), NoticeKind.PASSWORD_CHANGED, device))
                            .chain(() ->
                                    sessions.endAll(scope, actor.accountId(), sessionId, EndReason.PASSWORD_CHANGED));
                }));
    }

    private Uni<List<UUID>> keys(Scope scope, boolean keep) {
        return keep
                ? Uni.createFrom().item(List.of())
                : keys.revokeAll(scope, scope.actor().accountId(), null);
    }

    private static AuditEntry entry(Actor actor, List<UUID> revoked) {
        AuditEntry entry =
                AuditEntry.of("password.changed", "account", actor.accountId()).in(Ids.NIL);
        return revoked.isEmpty() ? entry : entry.after(Map.of("revokedApiKeys", revoked));
    }

    private Uni<String> refused(Actor actor, String email, String address) {
        return tx.write(actor, scope -> {
                    throttle.failed(scope, email, address, true);
                    Audit.record(
                            scope,
                            AuditEntry.of("password.change-refused", "account", actor.accountId())
                                    .in(Ids.NIL));
                    return Uni.createFrom().voidItem();
                })
                .chain(() -> Uni.createFrom().failure(wrong()));
    }

    private static Problem wrong() {
        return Problem.forbidden("password-wrong", "The current password is wrong.")
                .with("field", "currentPassword");
    }
}
