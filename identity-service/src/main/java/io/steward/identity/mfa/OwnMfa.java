package io.steward.identity.mfa;

import io.smallrye.mutiny.Uni;
import io.steward.identity.mfa.MfaRequests.AddFactor;
import io.steward.identity.mfa.MfaRequests.Proof;
import io.steward.identity.mfa.MfaRequests.RemoveFactor;
import io.steward.identity.mfa.MfaViews.Factors;
import io.steward.identity.mfa.MfaViews.RecoveryCodes;
import io.steward.identity.mfa.MfaViews.TotpEnrolment;
import io.steward.identity.notice.NoticeKind;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * An account's own factors. Whoever has found a session open changes nothing: to add or remove one needs the password, and a proof where
 * there is a factor.
 */
@ApplicationScoped
class OwnMfa {
    private final Tx tx;
    private final FactorTable table;
    private final PasskeyTable passkeys;
    private final SecondFactors factors;
    private final OwnPassword own;
    private final OwnProof proofs;
    private final MfaConfig config;

    OwnMfa(
            Tx tx,
            FactorTable table,
            PasskeyTable passkeys,
            SecondFactors factors,
            OwnPassword own,
            OwnProof proofs,
            MfaConfig config) {
        this.tx = tx;
        this.table = table;
        this.passkeys = passkeys;
        this.factors = factors;
        this.own = own;
        this.proofs = proofs;
        this.config = config;
    }

    Uni<Factors> read(Actor actor) {
        return tx.read(OwnProof.outside(actor), scope -> {
            var state = table.state(scope, actor.accountId());
            var known = passkeys.list(scope, actor.accountId());
            return state.flatMap(
                    has -> known.map(list -> new Factors(has.totp(), list, has.recoveryCodes(), has.required())));
        });
    }

    /**
     * A secret for an authenticator app. Asked again before it is confirmed, another one.
     *
     * @throws Problem 403 for a wrong password or proof; 409 when the account has an app; 422 when it has a factor and gives no proof
     */
    Uni<TotpEnrolment> beginTotp(Actor actor, AddFactor request) {
        Actor outside = OwnProof.outside(actor);
        return own.prove(outside, request.password())
                .flatMap(account -> proofs.before(
                        outside,
                        account,
                        scope -> proofs.mayAdd(scope, account, request, state -> state.totp() ? enrolled() : null),
                        (scope, verdict) -> factors.pend(scope, account.id())
                                .onItem()
                                .ifNull()
                                .failWith(OwnMfa::enrolled)
                                .map(secret -> TotpEnrolment.of(secret, config.issuer(), account.email()))));
    }

    private static Problem enrolled() {
        return Problem.conflict("mfa-totp-enrolled", "You have an authenticator app. Remove it first.");
    }

    /** @throws Problem 403 for a wrong code; 409 when there is no secret to confirm */
    Uni<RecoveryCodes> confirmTotp(Actor actor, String code) {
        Actor outside = OwnProof.outside(actor);
        return own.account(outside)
                .flatMap(account -> proofs.before(
                        outside,
                        account,
                        scope -> factors.confirm(scope, account.id(), code),
                        (scope, verdict) -> Uni.createFrom().item(new RecoveryCodes(verdict.recoveryCodes()))));
    }

    /**
     * With the last factor go the recovery codes.
     *
     * @throws Problem 403 for a wrong password or proof; 404 when there is none; 409 when a role needs it
     */
    Uni<Void> removeTotp(Actor actor, RemoveFactor request) {
        Actor outside = OwnProof.outside(actor);
        return own.prove(outside, request.password())
                .flatMap(account -> proofs.before(
                        outside,
                        account,
                        scope -> table.state(scope, account.id()).flatMap(state -> {
                            if (!state.totp()) {
                                throw Problem.notFound();
                            }
                            OwnProof.requireNotLast(state);
                            return proofs.use(scope, account, request);
                        }),
                        (scope, verdict) -> table.removeTotp(scope, account.id())
                                .invoke(() -> SecondFactors.audit(scope, "mfa.totp-removed", account.id()))
                                .chain(() -> factors.tell(scope, account.id(), NoticeKind.FACTOR_REMOVED))
                                .chain(() -> factors.clearUnlessEnrolled(scope, account.id()))));
    }

    /** @throws Problem 403 for a wrong proof, any that is given without a factor included */
    Uni<RecoveryCodes> renewCodes(Actor actor, Proof proof) {
        Actor outside = OwnProof.outside(actor);
        return own.account(outside)
                .flatMap(account -> proofs.before(
                        outside, account, scope -> proofs.use(scope, account, proof), (scope, verdict) -> factors.renew(
                                        scope, account.id())
                                .map(codes -> new RecoveryCodes(
                                        codes.stream().map(RecoveryCode::shown).toList()))));
    }
}
