package io.steward.identity.mfa;

import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.login.MfaMethod;
import io.steward.identity.mfa.MfaRequests.Proof;
import io.steward.identity.notice.NoticeKind;
import io.steward.identity.notice.Notices;
import io.steward.identity.signingkey.MasterKey;
import io.steward.identity.wayin.WaysIn;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Proves factors, inside the caller's transaction. An account's attempts come one after the other, over all instances, and wrong ones
 * are counted whatever they were for: after some in a row the account waits, longer with each. Only who has its password, or a session
 * of it, can make it wait.
 */
@ApplicationScoped
class SecondFactors {
    private static final Pattern TOTP_CODE = Pattern.compile("\\d{6}");
    private static final int DOUBLINGS = 20;
    /** As many recovery codes are few; the mail says the number. */
    private static final long FEW = 3;

    private final FactorTable table;
    private final Passkeys passkeys;
    private final MasterKey master;
    private final Notices notices;
    private final MfaConfig config;

    SecondFactors(FactorTable table, Passkeys passkeys, MasterKey master, Notices notices, MfaConfig config) {
        if (!config.challengeLifetime().isPositive()
                || !config.firstWait().isPositive()
                || !config.enrolmentLifetime().isPositive()
                || config.enrolmentLifetime().compareTo(ForgetMfa.REMEMBERED) > 0
                || config.longestWait().compareTo(config.firstWait()) < 0
                || config.wrongCodes() < 1
                || config.freeFailures() < 1) {
            throw new IllegalArgumentException(
                    "steward.mfa: numbers and durations must be positive, longest-wait at least first-wait,"
                            + " enrolment-lifetime at most a day");
        }
        this.table = table;
        this.passkeys = passkeys;
        this.master = master;
        this.notices = notices;
        this.config = config;
    }

    /** Runs an attempt while no other of the account runs, and counts it. */
    Uni<Verdict> attempt(Scope scope, UUID userId, Supplier<Uni<Verdict>> attempt) {
        return table.lock(scope, userId).flatMap(guesses -> {
            Duration wait = guesses.pause(scope.now());
            if (wait.isPositive()) {
                return Uni.createFrom().item(Verdict.blocked(wait));
            }
            return attempt.get().call(verdict -> {
                if (verdict.isRight()) {
                    return table.forgive(scope, userId);
                }
                return verdict.isFailure()
                        ? table.failed(scope, userId, blockedUntil(guesses.failures() + 1, scope.now()))
                        : Uni.createFrom().voidItem();
            });
        });
    }

    private Instant blockedUntil(int failures, Instant now) {
        int over = failures - config.freeFailures();
        if (over < 0) {
            return null;
        }
        Duration wait = config.firstWait().multipliedBy(1L << Math.min(over, DOUBLINGS));
        return now.plus(wait.compareTo(config.longestWait()) < 0 ? wait : config.longestWait());
    }

    /**
     * Whether this proves a factor of the account; uses it up.
     *
     * @param challenge what a passkey was to sign, taken away by being read; null for nothing
     */
    Uni<Verdict> use(Scope scope, UUID userId, Proof proof, Supplier<Uni<byte[]>> challenge) {
        return proof.credential() == null
                ? use(scope, userId, proof.code())
                : challenge
                        .get()
                        .flatMap(asked -> passkeys.use(
                                scope, userId, asked, proof.credential().toString()));
    }

    /** By a code of the app, or for recovery. */
    private Uni<Verdict> use(Scope scope, UUID userId, String typed) {
        String digits = typed.replaceAll("\\s", "");
        return TOTP_CODE.matcher(digits).matches()
                ? useTotp(scope, userId, digits)
                : useRecoveryCode(scope, userId, RecoveryCode.typed(typed));
    }

    private Uni<Verdict> useTotp(Scope scope, UUID userId, String code) {
        return table.confirmed(scope, userId).flatMap(encrypted -> {
            OptionalLong step = step(userId, encrypted, code, scope.now());
            return step.isEmpty()
                    ? Uni.createFrom().item(Verdict.WRONG)
                    : table.useStep(scope, userId, step.getAsLong())
                            .map(fresh -> fresh ? Verdict.right(MfaMethod.TOTP) : Verdict.WRONG);
        });
    }

    private Uni<Verdict> useRecoveryCode(Scope scope, UUID userId, RecoveryCode code) {
        return table.useCode(scope, userId, code.mark(master, userId))
                .map(used -> {
                    if (!used) {
                        return Verdict.WRONG;
                    }
                    audit(scope, "mfa.recovery-code-used", userId);
                    return Verdict.right(MfaMethod.RECOVERY_CODE);
                })
                .call(verdict -> verdict.isRight()
                        ? tellLeft(scope, userId)
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> tellLeft(Scope scope, UUID userId) {
        return table.state(scope, userId).flatMap(state -> {
            if (state.recoveryCodes() == 0) {
                return tell(scope, userId, NoticeKind.RECOVERY_CODES_USED_UP);
            }
            return state.recoveryCodes() == FEW
                    ? tell(scope, userId, NoticeKind.RECOVERY_CODES_LOW)
                    : Uni.createFrom().voidItem();
        });
    }

    /** Tells the owner by mail, with what happened to his factors. */
    Uni<Void> tell(Scope scope, UUID userId, NoticeKind kind) {
        return notices.tell(scope, userId, kind, null);
    }

    /**
     * A new secret, which proves nothing until it is confirmed; null when the account has a confirmed one.
     *
     * @throws Problem 409 when the account's address is not proved
     */
    Uni<TotpSecret> pend(Scope scope, UUID userId) {
        TotpSecret secret = TotpSecret.next();
        return WaysIn.requireProved(scope, userId)
                .chain(() -> table.pend(scope, userId, master.encrypt(secret.bytes(), context(userId))))
                .map(stored -> stored ? secret : null);
    }

    /**
     * The app has the secret that is to be confirmed: from now on it is a factor.
     *
     * @throws Problem 409 when there is no such secret, or none that is young enough, and when the account's address is not proved
     */
    Uni<Verdict> confirm(Scope scope, UUID userId, String typed) {
        return WaysIn.requireProved(scope, userId)
                .chain(() -> table.pending(scope, userId, config.enrolmentLifetime()))
                .flatMap(encrypted -> {
                    if (encrypted == null) {
                        throw Problem.conflict(
                                "mfa-enrolment-missing",
                                "There is no new secret to confirm. Ask for one, then for its code.");
                    }
                    OptionalLong step = step(userId, encrypted, typed.replaceAll("\\s", ""), scope.now());
                    if (step.isEmpty()) {
                        return Uni.createFrom().item(Verdict.WRONG);
                    }
                    return table.confirm(scope, userId, step.getAsLong())
                            .invoke(() -> audit(scope, "mfa.totp-enrolled", userId))
                            .chain(() -> tell(scope, userId, NoticeKind.FACTOR_ADDED))
                            .chain(() -> renew(scope, userId))
                            .map(codes -> Verdict.enrolled(MfaMethod.TOTP, codes));
                });
    }

    /** Ten new recovery codes in place of all that there were. */
    Uni<List<RecoveryCode>> renew(Scope scope, UUID userId) {
        List<RecoveryCode> codes = RecoveryCode.ten();
        return table.removeCodes(scope, userId)
                .chain(() -> table.insertCodes(
                        scope,
                        userId,
                        codes.stream().map(code -> code.mark(master, userId)).toList()))
                .invoke(() -> audit(scope, "mfa.recovery-codes-renewed", userId))
                .replaceWith(codes);
    }

    /** Recovery codes stand in for a factor: without one they are of no use. */
    Uni<Void> clearUnlessEnrolled(Scope scope, UUID userId) {
        return table.state(scope, userId)
                .flatMap(state -> state.enrolled() ? Uni.createFrom().voidItem() : table.removeCodes(scope, userId));
    }

    private OptionalLong step(UUID userId, byte[] encrypted, String code, Instant now) {
        return encrypted == null
                ? OptionalLong.empty()
                : new TotpSecret(master.decrypt(encrypted, context(userId))).stepOf(code, now);
    }

    /** An account's factors are the installation's, whichever organization it acts in. */
    static void audit(Scope scope, String action, UUID userId) {
        Audit.record(scope, AuditEntry.of(action, "account", userId).in(Ids.NIL));
    }

    static void audit(Scope scope, String action, UUID userId, Map<String, ?> values) {
        Audit.record(
                scope, AuditEntry.of(action, "account", userId).after(values).in(Ids.NIL));
    }

    private static String context(UUID userId) {
        return "totp " + userId;
    }
}
