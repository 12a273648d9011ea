package io.steward.identity.mfa;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountPasswords;
import io.steward.identity.mfa.FactorTable.State;
import io.steward.identity.mfa.MfaRequests.AddFactor;
import io.steward.identity.mfa.MfaRequests.RemoveFactor;
import io.steward.identity.mfa.MfaViews.Factors;
import io.steward.identity.mfa.MfaViews.RecoveryCodes;
import io.steward.identity.mfa.MfaViews.TotpEnrolment;
import io.steward.identity.mfa.OwnPassword.Account;
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

/**
 * An account's own factors. Whoever has found a session open changes nothing: to add or remove one needs the password, and a code where
 * there is a factor.
 */
@ApplicationScoped
class OwnMfa {
    private final Tx tx;
    private final FactorTable table;
    private final SecondFactors factors;
    private final OwnPassword own;
    private final AccountPasswords passwords;
    private final MfaConfig config;

    OwnMfa(
            Tx tx,
            FactorTable table,
            SecondFactors factors,
            OwnPassword own,
            AccountPasswords passwords,
            MfaConfig config) {
        this.tx = tx;
        this.table = table;
        this.factors = factors;
        this.own = own;
        this.passwords = passwords;
        this.config = config;
    }

    Uni<Factors> read(Actor actor) {
        Actor outside = outside(actor);
        return tx.read(outside, scope -> table.state(scope, actor.accountId()))
                .map(state -> new Factors(state.totp(), state.recoveryCodes(), state.required()));
    }

    /**
     * A secret for an authenticator app. Asked again before it is confirmed, another one.
     *
     * @throws Problem 403 for a wrong password or code; 409 when the account has an app; 422 when it has a factor and gives no code
     */
    Uni<TotpEnrolment> beginTotp(Actor actor, AddFactor request) {
        Actor outside = outside(actor);
        return own.prove(outside, request.password())
                .flatMap(account -> proving(
                        outside,
                        account,
                        scope -> mayAdd(scope, account, request.code()),
                        (scope, verdict) -> factors.pend(scope, account.id())
                                .onItem()
                                .ifNull()
                                .failWith(() -> Problem.conflict(
                                        "mfa-totp-enrolled", "You have an authenticator app. Remove it first."))
                                .map(secret -> TotpEnrolment.of(secret, config.issuer(), account.email()))));
    }

    private Uni<Verdict> mayAdd(Scope scope, Account account, String code) {
        return table.state(scope, account.id()).flatMap(state -> {
            if (!state.enrolled()) {
                return Uni.createFrom().item(Verdict.right(null));
            }
            if (state.totp()) {
                throw Problem.conflict("mfa-totp-enrolled", "You have an authenticator app. Remove it first.");
            }
            if (code == null) {
                throw Problem.unprocessable(
                        "mfa-code-required", "code", "You have a second factor: give a code of it, or for recovery.");
            }
            return factors.use(scope, account.id(), code);
        });
    }

    /** @throws Problem 403 for a wrong code; 409 when there is no secret to confirm */
    Uni<RecoveryCodes> confirmTotp(Actor actor, String code) {
        Actor outside = outside(actor);
        return own.account(outside)
                .flatMap(account -> proving(
                        outside,
                        account,
                        scope -> factors.confirm(scope, account.id(), code),
                        (scope, verdict) -> Uni.createFrom().item(new RecoveryCodes(verdict.recoveryCodes()))));
    }

    /**
     * With the last factor go the recovery codes.
     *
     * @throws Problem 403 for a wrong password or code; 404 when there is none; 409 when a role needs it
     */
    Uni<Void> removeTotp(Actor actor, RemoveFactor request) {
        Actor outside = outside(actor);
        return own.prove(outside, request.password())
                .flatMap(account -> proving(
                        outside,
                        account,
                        scope -> table.state(scope, account.id()).flatMap(state -> {
                            if (!state.totp()) {
                                throw Problem.notFound();
                            }
                            requireNotLast(state);
                            return factors.use(scope, account.id(), request.code());
                        }),
                        (scope, verdict) -> table.removeTotp(scope, account.id())
                                .invoke(() -> SecondFactors.audit(scope, "mfa.totp-removed", account.id()))
                                .chain(() -> factors.clearUnlessEnrolled(scope, account.id()))));
    }

    private static void requireNotLast(State state) {
        if (state.required() && state.factors() == 1) {
            throw Problem.conflict(
                    "mfa-required", "One of your roles needs a second factor: you cannot remove the last.");
        }
    }

    /** @throws Problem 403 for a wrong code, any that is given without a factor included */
    Uni<RecoveryCodes> renewCodes(Actor actor, String code) {
        Actor outside = outside(actor);
        return own.account(outside)
                .flatMap(account -> proving(
                        outside,
                        account,
                        scope -> factors.use(scope, account.id(), code),
                        (scope, verdict) -> factors.renew(scope, account.id())
                                .map(codes -> new RecoveryCodes(
                                        codes.stream().map(RecoveryCode::shown).toList()))));
    }

    /** What follows from a right proof, in its transaction; a wrong one is counted and committed before it is refused. */
    private <T> Uni<T> proving(
            Actor actor,
            Account account,
            Function<Scope, Uni<Verdict>> proof,
            BiFunction<Scope, Verdict, Uni<T>> then) {
        AtomicReference<Verdict> reached = new AtomicReference<>(Verdict.VOID);
        return tx.write(actor, scope -> passwords
                        .confirm(scope, account.id(), account.passwordHash())
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
                                SecondFactors.audit(scope, "mfa.change-refused", account.id());
                            }
                            return Uni.createFrom().nullItem();
                        }))
                .invoke(() -> refuse(account, reached.get()));
    }

    private void refuse(Account account, Verdict verdict) {
        if (verdict.isFailure()) {
            own.failed(account);
            throw Problem.forbidden("mfa-code-wrong", "This code is wrong, or was used before.")
                    .with("field", "code");
        }
        if (!verdict.isRight()) {
            throw Verdict.throttled(verdict.pause());
        }
    }

    /** Factors belong to no organization. */
    private static Actor outside(Actor actor) {
        return new Actor(actor.accountId(), Ids.NIL, Set.of(), actor.cause());
    }
}
