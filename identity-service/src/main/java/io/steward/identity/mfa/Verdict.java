package io.steward.identity.mfa;

import io.steward.identity.login.MfaMethod;
import io.steward.kit.problem.Problem;
import java.time.Duration;
import java.util.List;

/**
 * What came of an attempt to prove a factor. Returned, not thrown: a refusal has to be counted and committed.
 *
 * @param method by which it was right
 * @param pause until the account is looked at again, when it is blocked
 * @param attemptsLeft of the challenge, after a wrong code
 * @param recoveryCodes new ones to show, or none
 */
record Verdict(Outcome outcome, MfaMethod method, Duration pause, int attemptsLeft, List<String> recoveryCodes) {
    enum Outcome {
        RIGHT,
        WRONG,
        /** Too many were wrong: nothing was looked at. */
        BLOCKED,
        /** What is to be proved is over: nothing was looked at. */
        VOID
    }

    static final Verdict WRONG = new Verdict(Outcome.WRONG, null, Duration.ZERO, 0, List.of());
    static final Verdict VOID = new Verdict(Outcome.VOID, null, Duration.ZERO, 0, List.of());

    static Verdict right(MfaMethod method) {
        return new Verdict(Outcome.RIGHT, method, Duration.ZERO, 0, List.of());
    }

    static Verdict enrolled(MfaMethod method, List<RecoveryCode> codes) {
        return new Verdict(
                Outcome.RIGHT,
                method,
                Duration.ZERO,
                0,
                codes.stream().map(RecoveryCode::shown).toList());
    }

    static Verdict blocked(Duration pause) {
        return new Verdict(Outcome.BLOCKED, null, pause, 0, List.of());
    }

    Verdict leaving(int attempts) {
        return new Verdict(outcome, method, pause, attempts, recoveryCodes);
    }

    boolean isRight() {
        return outcome == Outcome.RIGHT;
    }

    boolean isFailure() {
        return outcome == Outcome.WRONG;
    }

    static Problem throttled(Duration pause) {
        return Problem.tooManyRequests("mfa-throttled", "Too many wrong codes of this account. Try again later.", (int)
                pause.plusMillis(999).toSeconds());
    }

    @Override
    public String toString() {
        return "Verdict[" + outcome + "]";
    }
}
