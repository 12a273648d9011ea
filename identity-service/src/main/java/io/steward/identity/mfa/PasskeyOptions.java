package io.steward.identity.mfa;

import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import io.steward.identity.mfa.PasskeyTable.Descriptor;
import io.steward.identity.mfa.WebAuthn.Passkey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** What a browser is asked to do, in the JSON forms of WebAuthn Level 3: bytes are base64url without padding. */
public final class PasskeyOptions {
    private static final String TYPE = "public-key";

    private PasskeyOptions() {}

    /** {@code PublicKeyCredentialCreationOptionsJSON}; timeout in milliseconds. */
    public record Creation(
            RelyingParty rp,
            User user,
            String challenge,
            List<Parameters> pubKeyCredParams,
            long timeout,
            List<Credential> excludeCredentials,
            Selection authenticatorSelection,
            String attestation) {
        static Creation of(
                String rpId,
                String issuer,
                UUID userId,
                String email,
                byte[] challenge,
                Duration lifetime,
                List<Descriptor> known) {
            return new Creation(
                    new RelyingParty(rpId, issuer),
                    new User(base64(Passkey.handle(userId)), email, email),
                    base64(challenge),
                    WebAuthn.ALGORITHMS.stream().map(Parameters::of).toList(),
                    lifetime.toMillis(),
                    credentials(known),
                    new Selection("discouraged", "preferred"),
                    "none");
        }
    }

    /** {@code PublicKeyCredentialRequestOptionsJSON}; timeout in milliseconds. */
    public record Request(
            String challenge, long timeout, String rpId, List<Credential> allowCredentials, String userVerification) {
        static Request of(String rpId, byte[] challenge, Duration lifetime, List<Descriptor> known) {
            return new Request(base64(challenge), lifetime.toMillis(), rpId, credentials(known), "preferred");
        }
    }

    public record RelyingParty(String id, String name) {}

    public record User(String id, String name, String displayName) {}

    public record Parameters(String type, long alg) {
        static Parameters of(COSEAlgorithmIdentifier algorithm) {
            return new Parameters(TYPE, algorithm.getValue());
        }
    }

    public record Credential(String type, String id, List<String> transports) {}

    public record Selection(String residentKey, String userVerification) {}

    private static List<Credential> credentials(List<Descriptor> known) {
        return known.stream()
                .map(passkey -> new Credential(TYPE, base64(passkey.credentialId()), passkey.transports()))
                .toList();
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
