package io.steward.identity.mfa;

import io.steward.identity.account.PasswordPolicy;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;

/** What clients ask of second factors. */
public final class MfaRequests {
    private static final int CODE = 32;
    private static final int CHALLENGE = 64;

    private MfaRequests() {}

    /** @param code of another factor; needed when the account has one */
    public record AddFactor(
            @NotEmpty @Size(max = PasswordPolicy.MAX) String password,
            @Size(max = CODE) String code) {
        @Override
        public String toString() {
            return "AddFactor";
        }
    }

    /** @param code of a factor or for recovery; the one that is removed may give it */
    public record RemoveFactor(
            @NotEmpty @Size(max = PasswordPolicy.MAX) String password,
            @NotBlank @Size(max = CODE) String code) {
        @Override
        public String toString() {
            return "RemoveFactor";
        }
    }

    /** A code of the account's. */
    public record ProveFactor(@NotBlank @Size(max = CODE) String code) {
        @Override
        public String toString() {
            return "ProveFactor";
        }
    }

    /** The challenge that a login gave. */
    public record ByChallenge(
            @NotBlank @Size(max = CHALLENGE) String challengeId) {
        @Override
        public String toString() {
            return "ByChallenge";
        }
    }

    /** A login's second step. */
    public record CompleteLogin(
            @NotBlank @Size(max = CHALLENGE) String challengeId,
            @NotBlank @Size(max = CODE) String code) {
        @Override
        public String toString() {
            return "CompleteLogin";
        }
    }
}
