package io.steward.identity.mfa;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.steward.identity.session.Tokens;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Second factors as clients see them. What is secret is in one answer alone. */
public final class MfaViews {
    private MfaViews() {}

    /**
     * What an account has.
     *
     * @param totp an authenticator app
     * @param passkeys oldest first
     * @param recoveryCodesLeft codes that were not used yet
     * @param required a role of the account, in whichever organization, needs a second factor
     */
    public record Factors(boolean totp, List<PasskeyView> passkeys, long recoveryCodesLeft, boolean required) {}

    /**
     * A passkey of the account.
     *
     * @param lastUsedAt null when it was not used since it was added
     * @param backedUp its maker keeps copies of it on other devices
     */
    public record PasskeyView(UUID id, String name, Instant createdAt, Instant lastUsedAt, boolean backedUp) {}

    /** @param recoveryCodes when it is the account's first factor */
    public record AddedPasskey(
            UUID id,
            String name,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> recoveryCodes) {
        @Override
        public String toString() {
            return "AddedPasskey[id=" + id + "]";
        }
    }

    /**
     * What an authenticator app is given, once.
     *
     * @param secret in Base32
     * @param otpauthUri the same for a QR code
     */
    public record TotpEnrolment(String secret, String otpauthUri) {
        static TotpEnrolment of(TotpSecret secret, String issuer, String email) {
            return new TotpEnrolment(secret.base32(), secret.uri(issuer, email));
        }

        @Override
        public String toString() {
            return "TotpEnrolment";
        }
    }

    /** Each of them logs in once, in place of a second factor. */
    public record RecoveryCodes(List<String> recoveryCodes) {
        @Override
        public String toString() {
            return "RecoveryCodes";
        }
    }

    /**
     * What a login's second step gives: the same as a login without one.
     *
     * @param recoveryCodes when this step was an enrolment
     */
    public record LoggedIn(
            String accessToken,
            String refreshToken,
            long expiresIn,
            String tokenType,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> recoveryCodes) {
        static LoggedIn of(Tokens tokens, List<String> recoveryCodes) {
            return new LoggedIn(
                    tokens.accessToken(), tokens.refreshToken(), tokens.expiresIn(), tokens.tokenType(), recoveryCodes);
        }

        @Override
        public String toString() {
            return "LoggedIn[expiresIn=" + expiresIn + "]";
        }
    }
}
