package io.steward.identity.mfa;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountPasswords;
import io.steward.identity.mfa.MfaRequests.Proof;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;

/** For other features: what an open session alone is not enough for. Whoever has found one knows neither password nor factor. */
@ApplicationScoped
public class RecentProof {
    private final Tx tx;
    private final OwnPassword own;
    private final OwnProof proofs;
    private final AccountPasswords passwords;

    RecentProof(Tx tx, OwnPassword own, OwnProof proofs, AccountPasswords passwords) {
        this.tx = tx;
        this.own = own;
        this.proofs = proofs;
        this.passwords = passwords;
    }

    /**
     * Runs work in a transaction of the actor, who has given his password or a proof of a second factor. Wrong ones are counted as at a
     * login.
     *
     * @param password null for a proof of a factor
     * @throws Problem 422 for neither; 403 for a wrong one; 429 after too many wrong ones
     */
    public <T> Uni<T> then(Actor actor, String password, Proof proof, Function<Scope, Uni<T>> work) {
        if (!proof.isEmpty()) {
            return own.account(OwnProof.outside(actor))
                    .flatMap(account -> proofs.before(
                            actor,
                            account,
                            scope -> proofs.use(scope, account, proof),
                            (scope, verdict) -> work.apply(scope)));
        }
        if (password == null) {
            throw Problem.unprocessable(
                    "proof-required",
                    "password",
                    "A session is not enough for this: give your password, or a code or credential of a second factor.");
        }
        return own.prove(OwnProof.outside(actor), password)
                .flatMap(account -> tx.write(actor, scope -> passwords
                        .confirmAlone(scope, account.id(), account.passwordHash())
                        .invoke(still -> {
                            if (!still) {
                                throw OwnPassword.wrong();
                            }
                        })
                        .chain(() -> work.apply(scope))));
    }
}
