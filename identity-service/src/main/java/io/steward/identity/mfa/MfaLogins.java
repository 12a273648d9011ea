package io.steward.identity.mfa;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountPasswords;
import io.steward.identity.login.LoginThrottle;
import io.steward.identity.login.MfaMethod;
import io.steward.identity.login.MfaRequired;
import io.steward.identity.login.SecondStep;
import io.steward.identity.mfa.ChallengeTable.Challenge;
import io.steward.identity.mfa.FactorTable.State;
import io.steward.identity.mfa.MfaRequests.CompleteLogin;
import io.steward.identity.mfa.MfaViews.LoggedIn;
import io.steward.identity.mfa.MfaViews.TotpEnrolment;
import io.steward.identity.session.SessionService;
import io.steward.identity.session.SessionService.Origin;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * The second step of a login. Between the steps stands a challenge: the proof of the password, good for one login while the account is
 * active and its password the same. A password reset changes nothing of that: factors stay.
 */
@ApplicationScoped
class MfaLogins implements SecondStep {
    private final Tx tx;
    private final ChallengeTable challenges;
    private final FactorTable table;
    private final PasskeyTable passkeyTable;
    private final Passkeys passkeys;
    private final WebAuthn webAuthn;
    private final SecondFactors factors;
    private final AccountPasswords passwords;
    private final SessionService sessions;
    private final LoginThrottle throttle;
    private final MfaConfig config;
    private final MeterRegistry meters;

    MfaLogins(
            Tx tx,
            ChallengeTable challenges,
            FactorTable table,
            PasskeyTable passkeyTable,
            Passkeys passkeys,
            WebAuthn webAuthn,
            SecondFactors factors,
            AccountPasswords passwords,
            SessionService sessions,
            LoginThrottle throttle,
            MfaConfig config,
            MeterRegistry meters) {
        this.tx = tx;
        this.challenges = challenges;
        this.table = table;
        this.passkeyTable = passkeyTable;
        this.passkeys = passkeys;
        this.webAuthn = webAuthn;
        this.factors = factors;
        this.passwords = passwords;
        this.sessions = sessions;
        this.throttle = throttle;
        this.config = config;
        this.meters = meters;
    }

    @Override
    public Uni<MfaRequired> demanded(Scope scope, UUID userId, String passwordHash) {
        return table.state(scope, userId).flatMap(state -> {
            if (!state.enrolled() && !state.required()) {
                return Uni.createFrom().nullItem();
            }
            ChallengeId id = ChallengeId.next();
            Instant expiresAt = scope.now().plus(config.challengeLifetime());
            return challenges
                    .insert(scope, id, userId, passwordHash, !state.enrolled(), expiresAt)
                    .replaceWith(new MfaRequired(true, !state.enrolled(), id.value(), methods(state), expiresAt));
        });
    }

    private List<MfaMethod> methods(State state) {
        if (!state.enrolled()) {
            return List.of(MfaMethod.TOTP);
        }
        List<MfaMethod> methods = new ArrayList<>();
        if (state.totp()) {
            methods.add(MfaMethod.TOTP);
        }
        if (state.passkeys() > 0 && webAuthn.isAvailable()) {
            methods.add(MfaMethod.PASSKEY);
        }
        if (state.recoveryCodes() > 0) {
            methods.add(MfaMethod.RECOVERY_CODE);
        }
        return methods;
    }

    /**
     * A secret for an account that must have a second factor and has none; the challenge's code confirms it. Asked again, another one.
     *
     * @throws Problem 401 for a challenge that is over; 409 for one of an account that has a factor
     */
    Uni<TotpEnrolment> enrol(String challengeId, Cause cause) {
        return find(challengeId, cause).flatMap(challenge -> {
            if (!challenge.enrolment()) {
                throw Problem.conflict("mfa-enrolled", "This account has a second factor. Log in with it.");
            }
            return standing(challenge, cause, scope -> factors.pend(scope, challenge.userId()))
                    .map(secret -> TotpEnrolment.of(secret, config.issuer(), challenge.email()));
        });
    }

    /**
     * What a passkey of the account is to sign to complete its login, once.
     *
     * @throws Problem 401 for a challenge that is over; 409 for an account without a passkey
     */
    Uni<PasskeyOptions.Request> askPasskey(String challengeId, Cause cause) {
        return find(challengeId, cause)
                .flatMap(challenge -> standing(
                        challenge,
                        cause,
                        scope -> passkeys.ask(
                                scope, challenge.userId(), asked -> passkeyTable.begin(scope, challenge.id(), asked))));
    }

    /** Work on a challenge while nothing else happens to it; null from it means that it is over. */
    private <T> Uni<T> standing(Challenge challenge, Cause cause, Function<Scope, Uni<T>> work) {
        UUID userId = challenge.userId();
        return tx.write(outside(userId, cause), scope -> passwords
                .confirm(scope, userId, challenge.passwordHash())
                .flatMap(still -> table.lock(scope, userId)
                        .chain(() -> stands(scope, challenge))
                        .flatMap(stands -> still && stands
                                ? work.apply(scope)
                                : Uni.createFrom().nullItem()))
                .onItem()
                .ifNull()
                .failWith(MfaLogins::invalid));
    }

    /**
     * Begins the session that the password has asked for.
     *
     * @throws Problem 400 for neither or both of code and credential; 401 for a wrong one, and for a challenge that is over; 429 after too many wrong ones
     */
    Uni<LoggedIn> complete(CompleteLogin request, Origin origin, Cause cause) {
        request.requireOne();
        return find(request.challengeId(), cause).flatMap(challenge -> {
            AtomicReference<Verdict> verdict = new AtomicReference<>(Verdict.VOID);
            // The password was right here: strangers who fail elsewhere do not keep the owner waiting.
            return throttle.check(outside(null, cause), challenge.email(), origin.address(), true)
                    .chain(() -> sessions.begin(
                            challenge.userId(),
                            challenge.installationAdmin(),
                            scope -> prove(scope, challenge, request, origin.address())
                                    .invoke(verdict::set)
                                    .map(Verdict::isRight),
                            origin,
                            cause))
                    .invoke(() -> count(verdict.get()))
                    .map(tokens -> {
                        if (tokens == null) {
                            throw refused(verdict.get());
                        }
                        return LoggedIn.of(tokens, verdict.get().recoveryCodes());
                    });
        });
    }

    private Uni<Verdict> prove(Scope scope, Challenge challenge, CompleteLogin request, String address) {
        UUID userId = challenge.userId();
        return passwords
                .confirm(scope, userId, challenge.passwordHash())
                .flatMap(still -> still
                        ? factors.attempt(scope, userId, () -> stands(scope, challenge)
                                .flatMap(stands -> stands
                                        ? code(scope, challenge, request)
                                                .flatMap(verdict -> settle(scope, challenge, address, verdict))
                                        : Uni.createFrom().item(Verdict.VOID)))
                        : Uni.createFrom().item(Verdict.VOID));
    }

    private Uni<Verdict> code(Scope scope, Challenge challenge, CompleteLogin request) {
        if (!challenge.enrolment()) {
            return factors.use(scope, challenge.userId(), request, () -> passkeyTable.take(scope, challenge.id()));
        }
        return request.code() == null
                ? Uni.createFrom().item(Verdict.WRONG)
                : factors.confirm(scope, challenge.userId(), request.code());
    }

    /** Whether the challenge is open, and still about what it was about: one for an enrolment ends with the account's first factor. */
    private Uni<Boolean> stands(Scope scope, Challenge challenge) {
        return challenges
                .isOpen(scope, challenge.id())
                .flatMap(open -> open && challenge.enrolment()
                        ? table.state(scope, challenge.userId()).map(state -> !state.enrolled())
                        : Uni.createFrom().item(open));
    }

    private Uni<Verdict> settle(Scope scope, Challenge challenge, String address, Verdict verdict) {
        if (verdict.isRight()) {
            return challenges.close(scope, challenge.id()).replaceWith(verdict);
        }
        throttle.failed(scope, challenge.email(), address, true);
        return challenges.wrong(scope, challenge.id(), config.wrongCodes()).map(wrong -> {
            SecondFactors.audit(scope, "mfa.challenge-failed", challenge.userId(), Map.of("wrongCodes", wrong));
            return verdict.leaving(config.wrongCodes() - wrong);
        });
    }

    private Uni<Challenge> find(String challengeId, Cause cause) {
        return challenges
                .find(outside(null, cause), new ChallengeId(challengeId))
                .onItem()
                .ifNull()
                .failWith(MfaLogins::invalid);
    }

    private static Problem refused(Verdict verdict) {
        return switch (verdict.outcome()) {
            case BLOCKED -> Verdict.throttled(verdict.pause());
            case WRONG ->
                Problem.of(401, "mfa-code-wrong", "Login failed", "This proof is wrong, or was used before.")
                        .with("attemptsLeft", verdict.attemptsLeft());
            case VOID, RIGHT -> invalid();
        };
    }

    private void count(Verdict verdict) {
        meters.counter(
                        "steward.identity.mfa",
                        "outcome",
                        verdict.outcome().name().toLowerCase(Locale.ROOT))
                .increment();
    }

    private static Actor outside(UUID userId, Cause cause) {
        return new Actor(userId, Ids.NIL, Set.of(), cause);
    }

    private static Problem invalid() {
        return Problem.of(
                401, "mfa-challenge-invalid", "Login failed", "This challenge is not valid any more. Log in again.");
    }
}
