package io.steward.identity.password;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountPasswords;
import io.steward.identity.account.PasswordHashing;
import io.steward.identity.account.PasswordPolicy;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.login.LoginThrottle;
import io.steward.identity.notice.NoticeKind;
import io.steward.identity.notice.Notices;
import io.steward.identity.wayin.WaysIn;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Forgotten passwords: what is asked for is stored, whoever it is for; a worker finds out and sends the mail. */
@ApplicationScoped
class PasswordResets {
    private final Tx tx;
    private final ResetTable table;
    private final ResetThrottle throttle;
    private final ResetWorker worker;
    private final PasswordPolicy policy;
    private final PasswordHashing hashing;
    private final AccountPasswords passwords;
    private final WaysIn waysIn;
    private final Notices notices;
    private final LoginThrottle logins;

    PasswordResets(
            Tx tx,
            ResetTable table,
            ResetThrottle throttle,
            ResetWorker worker,
            PasswordPolicy policy,
            PasswordHashing hashing,
            AccountPasswords passwords,
            WaysIn waysIn,
            Notices notices,
            LoginThrottle logins) {
        this.tx = tx;
        this.table = table;
        this.throttle = throttle;
        this.worker = worker;
        this.policy = policy;
        this.hashing = hashing;
        this.passwords = passwords;
        this.waysIn = waysIn;
        this.notices = notices;
        this.logins = logins;
    }

    /**
     * The same work and the same end whether there is such an account or not: nobody looks for it here.
     *
     * @param address the client's; null when it is not known
     */
    Uni<Void> request(String email, String address, Cause cause) {
        if (!throttle.admits(email, address)) {
            return Uni.createFrom().voidItem();
        }
        return tx.write(nobody(cause), scope -> {
            scope.afterCommit(worker::wake);
            return table.insert(scope, email.strip());
        });
    }

    /**
     * Gives the account the new password, and ends what others may have of it, as {@link WaysIn} says.
     *
     * @param device what the client says of itself; null when it is not known
     * @throws Problem 422, the same for every token that is of no use, and for a password that is common or a name of the account
     */
    Uni<Void> complete(CompleteReset request, String device, Cause cause) {
        policy.check(request.newPassword(), "newPassword");
        ResetToken token = new ResetToken(request.token());
        Actor nobody = nobody(cause);
        // Looked at before hashing, which costs too much to be had for any guess.
        return table.namesOf(nobody, token).flatMap(names -> {
            if (names == null) {
                throw invalid();
            }
            policy.requireNoName(request.newPassword(), "newPassword", names);
            return hashing.hash(request.newPassword())
                    .flatMap(hash -> tx.writeMany(nobody, scope -> use(scope, token, hash, device)));
        });
    }

    private Uni<Void> use(Scope scope, ResetToken token, String hash, String device) {
        return table.use(scope, token)
                .onItem()
                .ifNull()
                .failWith(PasswordResets::invalid)
                .call(userId -> change(scope, userId, hash))
                .call(userId -> table.voidAll(scope, userId))
                .call(userId -> forgive(scope, userId))
                .call(userId -> notices.tell(scope, userId, NoticeKind.PASSWORD_RESET, device))
                .flatMap(userId -> waysIn.proved(scope, userId, AuditEntry.of("password.reset", "account", userId)));
    }

    /** Whoever reads the account's mail need not wait for what was guessed, by strangers or by himself where he is. */
    private Uni<Void> forgive(Scope scope, UUID userId) {
        return scope.query("SELECT email FROM users WHERE id = $1", userId)
                .invoke(rows -> rows.forEach(row -> logins.forgive(
                        scope, row.getString("email"), scope.actor().cause().clientAddress())))
                .replaceWithVoid();
    }

    private Uni<Void> change(Scope scope, UUID userId, String hash) {
        return passwords
                .reset(scope, userId, hash)
                .invoke(changed -> {
                    if (!changed) {
                        throw invalid();
                    }
                })
                .replaceWithVoid();
    }

    private static Actor nobody(Cause cause) {
        return Actor.system(Ids.NIL, cause);
    }

    private static Problem invalid() {
        return Problem.unprocessable(
                "reset-token-invalid", "token", "This token is not valid any more. Ask for another mail.");
    }
}
