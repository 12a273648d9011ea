package io.steward.identity.mfa;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.PasswordHashing;
import io.steward.identity.login.LoginThrottle;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** The password of somebody who has a session: he must not guess it more often than somebody before the door. */
@ApplicationScoped
class OwnPassword {
    private static final String FIND = "SELECT email, password_hash FROM users WHERE id = $1 AND status = 'ACTIVE'";

    private final Tx tx;
    private final PasswordHashing hashing;
    private final LoginThrottle throttle;

    OwnPassword(Tx tx, PasswordHashing hashing, LoginThrottle throttle) {
        this.tx = tx;
        this.hashing = hashing;
        this.throttle = throttle;
    }

    /** @param passwordHash to be confirmed in the transaction of what the account does */
    record Account(UUID id, String email, String passwordHash) {
        @Override
        public String toString() {
            return "Account[id=" + id + "]";
        }
    }

    /** @throws Problem 404 when the account is gone; 429 after too many failures of it */
    Uni<Account> account(Actor actor) {
        return tx.read(actor, FIND, actor.accountId()).flatMap(rows -> {
            if (rows.size() == 0) {
                throw Problem.notFound();
            }
            Row row = rows.iterator().next();
            // Whoever has a session is where the account is known.
            return throttle.check(actor, row.getString("email"), actor.cause().clientAddress(), true)
                    .replaceWith(() ->
                            new Account(actor.accountId(), row.getString("email"), row.getString("password_hash")));
        });
    }

    /** @throws Problem the same; and 403 when this is not its password */
    Uni<Account> prove(Actor actor, String password) {
        return account(actor).call(account -> hashing.verify(password, account.passwordHash())
                .flatMap(matches -> matches ? Uni.createFrom().voidItem() : refuse(actor, account)));
    }

    private Uni<Void> refuse(Actor actor, Account account) {
        return tx.write(actor, scope -> {
                    failed(scope, account);
                    SecondFactors.audit(scope, "mfa.change-refused", account.id());
                    return Uni.createFrom().voidItem();
                })
                .chain(() -> Uni.createFrom().failure(wrong()));
    }

    /** To be called before the audit log is written to. */
    void failed(Scope scope, Account account) {
        throttle.failed(scope, account.email(), scope.actor().cause().clientAddress(), true);
    }

    static Problem wrong() {
        return Problem.forbidden("password-wrong", "The current password is wrong.")
                .with("field", "password");
    }
}
