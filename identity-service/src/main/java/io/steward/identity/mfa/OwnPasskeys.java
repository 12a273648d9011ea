package io.steward.identity.mfa;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountPasswords;
import io.steward.identity.mfa.MfaRequests.AddFactor;
import io.steward.identity.mfa.MfaRequests.RegisterPasskey;
import io.steward.identity.mfa.MfaRequests.RemoveFactor;
import io.steward.identity.mfa.MfaViews.AddedPasskey;
import io.steward.identity.mfa.OwnPassword.Account;
import io.steward.identity.mfa.PasskeyTable.Purpose;
import io.steward.identity.mfa.WebAuthn.NewPasskey;
import io.steward.identity.mfa.WebAuthn.Refused;
import io.steward.identity.notice.NoticeKind;
import io.steward.identity.wayin.WaysIn;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An account's own passkeys. */
@ApplicationScoped
class OwnPasskeys {
    private static final int MOST = 10;

    private final Tx tx;
    private final FactorTable table;
    private final PasskeyTable passkeys;
    private final Passkeys proofsByPasskey;
    private final WebAuthn webAuthn;
    private final SecondFactors factors;
    private final OwnPassword own;
    private final OwnProof proofs;
    private final AccountPasswords passwords;
    private final MfaConfig config;

    OwnPasskeys(
            Tx tx,
            FactorTable table,
            PasskeyTable passkeys,
            Passkeys proofsByPasskey,
            WebAuthn webAuthn,
            SecondFactors factors,
            OwnPassword own,
            OwnProof proofs,
            AccountPasswords passwords,
            MfaConfig config) {
        this.tx = tx;
        this.table = table;
        this.passkeys = passkeys;
        this.proofsByPasskey = proofsByPasskey;
        this.webAuthn = webAuthn;
        this.factors = factors;
        this.own = own;
        this.proofs = proofs;
        this.passwords = passwords;
        this.config = config;
    }

    /**
     * What a new authenticator is to sign, once.
     *
     * @throws Problem 403 for a wrong password or proof; 409 for the eleventh, and without a public address; 422 when the account has a
     *     factor and gives no proof
     */
    Uni<PasskeyOptions.Creation> ask(Actor actor, AddFactor request) {
        String rpId = webAuthn.relyingParty();
        Actor outside = OwnProof.outside(actor);
        return own.prove(outside, request.password())
                .flatMap(account -> proofs.before(
                        outside,
                        account,
                        scope -> proofs.mayAdd(
                                scope, account, request, state -> state.passkeys() < MOST ? null : tooMany()),
                        (scope, verdict) -> ask(scope, account, rpId)));
    }

    private Uni<PasskeyOptions.Creation> ask(Scope scope, Account account, String rpId) {
        byte[] challenge = Passkeys.challenge();
        return passkeys.begin(scope, account.id(), Purpose.REGISTRATION, challenge, config.challengeLifetime())
                .chain(() -> passkeys.descriptors(scope, account.id()))
                .map(known -> PasskeyOptions.Creation.of(
                        rpId,
                        config.issuer(),
                        account.id(),
                        account.email(),
                        challenge,
                        config.challengeLifetime(),
                        known));
    }

    /**
     * Adds a passkey that has signed what was asked for. The account's first factor brings ten recovery codes with it.
     *
     * @throws Problem 422 for an answer that does not fit, whatever about it; 409 for the eleventh
     */
    Uni<AddedPasskey> register(Actor actor, RegisterPasskey request) {
        request.requireShort();
        webAuthn.relyingParty();
        Actor outside = OwnProof.outside(actor);
        return own.account(outside)
                .flatMap(account -> tx.write(outside, scope -> passwords
                        .confirm(scope, account.id(), account.passwordHash())
                        .flatMap(still -> still
                                ? table.lock(scope, account.id())
                                        .chain(() -> passkeys.take(scope, account.id(), Purpose.REGISTRATION))
                                : Uni.createFrom().<byte[]>nullItem())
                        .flatMap(challenge -> register(scope, account.id(), challenge, request))))
                // After the commit: a refusal must not give the challenge back.
                .onItem()
                .ifNull()
                .failWith(() -> Problem.unprocessable(
                        "passkey-refused",
                        "credential",
                        "This is not what was asked of the authenticator. Begin again."));
    }

    /** Null for what does not fit. */
    private Uni<AddedPasskey> register(Scope scope, UUID userId, byte[] challenge, RegisterPasskey request) {
        NewPasskey passkey;
        try {
            passkey = challenge == null
                    ? null
                    : webAuthn.register(challenge, request.credential().toString());
        } catch (Refused refused) {
            passkey = null;
        }
        if (passkey == null) {
            SecondFactors.audit(scope, "mfa.change-refused", userId);
            return Uni.createFrom().nullItem();
        }
        return add(scope, userId, request.name().strip(), passkey);
    }

    private Uni<AddedPasskey> add(Scope scope, UUID userId, String name, NewPasskey passkey) {
        UUID id = Ids.next();
        return WaysIn.requireProved(scope, userId)
                .chain(() -> table.state(scope, userId))
                .flatMap(before -> {
                    if (before.passkeys() >= MOST) {
                        throw tooMany();
                    }
                    return passkeys.insert(scope, id, userId, name, passkey).flatMap(added -> {
                        if (!added) {
                            return Uni.createFrom().nullItem();
                        }
                        SecondFactors.audit(scope, "mfa.passkey-added", userId, Map.of("passkeyId", id));
                        return factors.tell(scope, userId, NoticeKind.FACTOR_ADDED)
                                .chain(() -> before.enrolled()
                                        ? Uni.createFrom().item(new AddedPasskey(id, name, List.of()))
                                        : factors.renew(scope, userId)
                                                .map(codes -> new AddedPasskey(
                                                        id,
                                                        name,
                                                        codes.stream()
                                                                .map(RecoveryCode::shown)
                                                                .toList())));
                    });
                });
    }

    /** What one of the account's passkeys is to sign to prove who asks, once. */
    Uni<PasskeyOptions.Request> askProof(Actor actor) {
        Actor outside = OwnProof.outside(actor);
        return tx.write(
                outside,
                scope -> proofsByPasskey.ask(
                        scope,
                        actor.accountId(),
                        challenge -> passkeys.begin(
                                scope, actor.accountId(), Purpose.PROOF, challenge, config.challengeLifetime())));
    }

    /**
     * With the last factor go the recovery codes.
     *
     * @throws Problem 403 for a wrong password or proof; 404 for one that the account does not have; 409 when a role needs it
     */
    Uni<Void> remove(Actor actor, UUID id, RemoveFactor request) {
        Actor outside = OwnProof.outside(actor);
        return own.prove(outside, request.password())
                .flatMap(account -> proofs.before(
                        outside,
                        account,
                        scope -> table.state(scope, account.id()).flatMap(state -> {
                            if (state.passkeys() == 0) {
                                throw Problem.notFound();
                            }
                            OwnProof.requireNotLast(state);
                            return proofs.use(scope, account, request);
                        }),
                        (scope, verdict) -> passkeys.remove(scope, account.id(), id)
                                .invoke(removed -> {
                                    if (!removed) {
                                        throw Problem.notFound();
                                    }
                                    SecondFactors.audit(
                                            scope, "mfa.passkey-removed", account.id(), Map.of("passkeyId", id));
                                })
                                .chain(() -> factors.tell(scope, account.id(), NoticeKind.FACTOR_REMOVED))
                                .chain(() -> factors.clearUnlessEnrolled(scope, account.id()))));
    }

    private static Problem tooMany() {
        return Problem.conflict("passkey-limit", "You have as many passkeys as you may have. Remove one first.")
                .with("limit", MOST);
    }
}
