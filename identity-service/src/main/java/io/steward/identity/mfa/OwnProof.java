package io.steward.identity.mfa;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountPasswords;
import io.steward.identity.mfa.FactorTable.State;
import io.steward.identity.mfa.MfaRequests.Proof;
import io.steward.identity.mfa.OwnPassword.Account;
import io.steward.identity.mfa.PasskeyTable.Purpose;
import io.steward.identity.wayin.WaysIn;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;

/** How somebody with a session proves a factor before he changes something about them. */
@ApplicationScoped
class OwnProof {
    private final Tx tx;
    private final FactorTable table;
    private final PasskeyTable passkeys;
    private final SecondFactors factors;
    private final OwnPassword own;
    private final AccountPasswords passwords;

    OwnProof(
            Tx tx,
            FactorTable table,
            PasskeyTable passkeys,
            SecondFactors factors,
            OwnPassword own,
            AccountPasswords passwords) {
        this.tx = tx;
        this.table = table;
        this.passkeys = passkeys;
        this.factors = factors;
        this.own = own;
        this.passwords = passwords;
    }

    /** What follows from a right proof, in its transaction; a wrong one is counted and committed before it is refused. */
    <T> Uni<T> before(
            Actor actor,
            Account account,
            Function<Scope, Uni<Verdict>> proof,
            BiFunction<Scope, Verdict, Uni<T>> then) {
        AtomicReference<Verdict> reached = new AtomicReference<>(Verdict.VOID);
        return tx.write(actor, scope -> passwords
                        .confirmAlone(scope, account.id(), account.passwordHash())
                        .invoke(still -> {
                            if (!still) {
                                throw OwnPassword.wrong();
                            }
                        })
                        .chain(() -> factors.attempt(scope, account.id(), () -> proof.apply(scope)))
                        .flatMap(verdict -> {
                            reached.set(verdict);
                            if (verdict.isRight()) {
                                return then.apply(scope, verdict);
                            }
                            if (verdict.isFailure()) {
                                own.failed(scope, account);
                                SecondFactors.audit(scope, "mfa.change-refused", account.id());
                            }
                            return Uni.createFrom().nullItem();
                        }))
                .invoke(() -> refuse(reached.get()));
    }

    private static void refuse(Verdict verdict) {
        if (verdict.isFailure()) {
            throw Problem.forbidden("mfa-code-wrong", "This proof is wrong, or was used before.")
                    .with("field", "code");
        }
        if (!verdict.isRight()) {
            throw Verdict.throttled(verdict.pause());
        }
    }

    Uni<Verdict> use(Scope scope, Account account, Proof proof) {
        proof.requireOne();
        return factors.use(scope, account.id(), proof, () -> passkeys.take(scope, account.id(), Purpose.PROOF));
    }

    /**
     * The first factor needs the password alone; each further one a proof of those that are there, or a guessed password and a stolen
     * session were enough to stay for good.
     *
     * @throws Problem 409 when the account's address is not proved
     */
    Uni<Verdict> mayAdd(Scope scope, Account account, Proof proof, Function<State, Problem> refusal) {
        return WaysIn.requireProved(scope, account.id())
                .chain(() -> table.state(scope, account.id()))
                .flatMap(state -> {
                    Problem refused = refusal.apply(state);
                    if (refused != null) {
                        throw refused;
                    }
                    if (!state.enrolled()) {
                        return Uni.createFrom().item(Verdict.right(null));
                    }
                    if (proof.isEmpty()) {
                        throw Problem.unprocessable(
                                "mfa-code-required",
                                "code",
                                "You have a second factor: give a code or credential of it.");
                    }
                    return use(scope, account, proof);
                });
    }

    static void requireNotLast(State state) {
        if (state.required() && state.factors() == 1) {
            throw Problem.conflict(
                    "mfa-required", "One of your roles needs a second factor: you cannot remove the last.");
        }
    }

    /** Factors belong to no organization. */
    static Actor outside(Actor actor) {
        return new Actor(actor.accountId(), Ids.NIL, Set.of(), actor.cause());
    }
}
