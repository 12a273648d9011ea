package io.steward.identity.mfa;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steward.identity.account.PasswordPolicy;
import io.steward.kit.problem.Problem;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What clients ask of second factors. */
public final class MfaRequests {
    private static final int CODE = 32;
    private static final int CHALLENGE = 64;
    /** Characters: some authenticators attest themselves by several certificates. */
    private static final int CREDENTIAL = 65_536;

    private MfaRequests() {}

    /** How somebody proves a factor: by a code, of an app or for recovery; or by what a passkey has signed. */
    public interface Proof {
        String code();

        /** {@code PublicKeyCredential.toJSON()} of an authentication. */
        ObjectNode credential();

        @JsonIgnore
        default boolean isEmpty() {
            return code() == null && credential() == null;
        }

        /** @throws Problem 400 for none or both, and for a credential that is no passkey's */
        default void requireOne() {
            if ((code() == null) == (credential() == null)) {
                throw Problem.badRequest("invalid-value", "Give either code or credential.")
                        .with("field", "code");
            }
            requireShort(credential());
        }
    }

    private static void requireShort(ObjectNode credential) {
        if (credential != null && credential.toString().length() > CREDENTIAL) {
            throw Problem.badRequest("invalid-value", "This credential is too long.")
                    .with("field", "credential");
        }
    }

    /** The proof is needed when the account has a factor. */
    public record AddFactor(
            @NotEmpty @Size(max = PasswordPolicy.MAX) String password,
            @Size(min = 1, max = CODE) String code,

            @Schema(type = SchemaType.OBJECT, implementation = Object.class)
            ObjectNode credential)
            implements Proof {
        @Override
        public String toString() {
            return "AddFactor";
        }
    }

    /** The proof may be the removed factor's. */
    public record RemoveFactor(
            @NotEmpty @Size(max = PasswordPolicy.MAX) String password,
            @Size(min = 1, max = CODE) String code,

            @Schema(type = SchemaType.OBJECT, implementation = Object.class)
            ObjectNode credential)
            implements Proof {
        @Override
        public String toString() {
            return "RemoveFactor";
        }
    }

    /** The first code of a new authenticator app. */
    public record ConfirmTotp(@NotBlank @Size(max = CODE) String code) {
        @Override
        public String toString() {
            return "ConfirmTotp";
        }
    }

    /**
     * A new passkey.
     *
     * @param name what its owner calls it
     * @param credential {@code PublicKeyCredential.toJSON()} of a registration
     */
    public record RegisterPasskey(
            @NotBlank @Size(max = 64) String name,

            @NotNull @Schema(type = SchemaType.OBJECT, implementation = Object.class)
            ObjectNode credential) {
        void requireShort() {
            MfaRequests.requireShort(credential);
        }

        @Override
        public String toString() {
            return "RegisterPasskey";
        }
    }

    /** A proof alone. */
    public record ProveFactor(
            @Size(min = 1, max = CODE) String code,

            @Schema(type = SchemaType.OBJECT, implementation = Object.class)
            ObjectNode credential)
            implements Proof {
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
            @Size(min = 1, max = CODE) String code,

            @Schema(type = SchemaType.OBJECT, implementation = Object.class)
            ObjectNode credential)
            implements Proof {
        @Override
        public String toString() {
            return "CompleteLogin";
        }
    }
}
