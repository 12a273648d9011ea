package io.steward.identity.login;

import java.time.Instant;
import java.util.List;

/**
 * A login's answer to a right password that is not enough.
 *
 * @param mfaRequired always true: what clients tell this answer from tokens by
 * @param enrolmentRequired the account has no second factor and must have one: it gets one by this challenge
 * @param challengeId the proof of the password, until {@code expiresAt}
 * @param methods what the account can prove itself by
 */
public record MfaRequired(
        boolean mfaRequired, boolean enrolmentRequired, String challengeId, List<MfaMethod> methods, Instant expiresAt)
        implements LoginAnswer {
    @Override
    public String toString() {
        return "MfaRequired[methods=" + methods + "]";
    }
}
