package io.steward.identity.mfa;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticatorTransport;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.util.exception.WebAuthnException;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import io.steward.kit.problem.Problem;
import io.steward.mail.PublicAddress;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * What WebAuthn (Level 3) says of a browser's answer. The relying party is the host of this installation's public address. Authenticators
 * are taken whoever made them: nobody asks for their attestation.
 */
@Singleton
class WebAuthn {
    /** ES256, EdDSA, RS256: what authenticators have. */
    static final List<COSEAlgorithmIdentifier> ALGORITHMS =
            List.of(COSEAlgorithmIdentifier.ES256, COSEAlgorithmIdentifier.EdDSA, COSEAlgorithmIdentifier.RS256);

    private static final int TRANSPORTS = 10;
    private static final int TRANSPORT = 32;

    private final WebAuthnManager verifier;
    private final AttestedCredentialDataConverter credentials;
    private final URI address;

    WebAuthn(PublicAddress address) {
        ObjectConverter converter = new ObjectConverter();
        verifier = WebAuthnManager.createNonStrictWebAuthnManager(converter);
        credentials = new AttestedCredentialDataConverter(converter);
        this.address = address.url().filter(url -> url.getHost() != null).orElse(null);
    }

    /** A signature counter that went back: there is a copy of the authenticator. */
    static final class Cloned extends Exception {
        private static final long serialVersionUID = 1L;

        Cloned() {
            super("The signature counter went back", null, false, false);
        }
    }

    /** An answer that is not what was asked for. Says no more: what is wrong with it is nobody's business. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused() {
            super("Not a valid answer of an authenticator", null, false, false);
        }
    }

    boolean isAvailable() {
        return address != null;
    }

    /** @throws Problem 409 without a public address: passkeys are bound to it */
    String relyingParty() {
        if (address == null) {
            throw Problem.conflict(
                    "passkeys-unavailable", "This installation has no public address, which passkeys are bound to.");
        }
        return address.getHost();
    }

    private ServerProperty server(byte[] challenge) {
        String origin = address.getScheme() + "://" + address.getAuthority();
        return ServerProperty.builder()
                .origin(new Origin(origin))
                .rpId(relyingParty())
                .challenge(new DefaultChallenge(challenge))
                .build();
    }

    /** @param json {@code PublicKeyCredential.toJSON()} of a registration */
    NewPasskey register(byte[] challenge, String json) throws Refused {
        RegistrationData answer = read(verifier::parseRegistrationResponseJSON, json);
        try {
            List<PublicKeyCredentialParameters> algorithms = ALGORITHMS.stream()
                    .map(algorithm -> new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, algorithm))
                    .toList();
            verifier.verify(answer, new RegistrationParameters(server(challenge), algorithms, false, true));
            var authenticator = answer.getAttestationObject().getAuthenticatorData();
            var credential = authenticator.getAttestedCredentialData();
            return new NewPasskey(
                    credential.getCredentialId(),
                    credentials.convert(credential),
                    transports(answer.getTransports()),
                    authenticator.getSignCount(),
                    authenticator.isFlagBE(),
                    authenticator.isFlagBS());
        } catch (WebAuthnException | IllegalArgumentException refused) {
            throw new Refused();
        }
    }

    private static String[] transports(Set<AuthenticatorTransport> transports) {
        return transports == null
                ? new String[0]
                : transports.stream()
                        .map(AuthenticatorTransport::getValue)
                        .filter(transport -> transport.length() <= TRANSPORT)
                        .sorted()
                        .limit(TRANSPORTS)
                        .toArray(String[]::new);
    }

    /** @param json {@code PublicKeyCredential.toJSON()} of an authentication */
    AuthenticationData parse(String json) throws Refused {
        AuthenticationData answer = read(verifier::parseAuthenticationResponseJSON, json);
        if (answer.getCredentialId() == null || answer.getAuthenticatorData() == null) {
            throw new Refused();
        }
        return answer;
    }

    /** Of what comes from outside the library's parsers throw whatever they stumble over. */
    private static <T> T read(Function<String, T> parser, String json) throws Refused {
        try {
            return parser.apply(json);
        } catch (RuntimeException unreadable) {
            throw new Refused();
        }
    }

    void verify(byte[] challenge, AuthenticationData answer, Passkey passkey) throws Refused, Cloned {
        byte[] handle = answer.getUserHandle();
        if (handle != null && !Arrays.equals(handle, Passkey.handle(passkey.userId()))) {
            throw new Refused();
        }
        try {
            var record = new CredentialRecordImpl(
                    new NoneAttestationStatement(),
                    null,
                    passkey.backupEligible(),
                    passkey.backedUp(),
                    passkey.signCount(),
                    credentials.convert(passkey.credentialData()),
                    null,
                    null,
                    null,
                    null);
            verifier.verify(
                    answer,
                    new AuthenticationParameters(
                            server(challenge), record, List.of(passkey.credentialId()), false, true));
        } catch (MaliciousCounterValueException wentBack) {
            throw new Cloned();
        } catch (WebAuthnException | IllegalArgumentException refused) {
            throw new Refused();
        }
    }

    /** What a registration has proved. */
    record NewPasskey(
            byte[] credentialId,
            byte[] credentialData,
            String[] transports,
            long signCount,
            boolean backupEligible,
            boolean backedUp) {}

    /** One that an account has. */
    record Passkey(
            UUID id,
            UUID userId,
            byte[] credentialId,
            byte[] credentialData,
            long signCount,
            boolean backupEligible,
            boolean backedUp) {
        /** How an authenticator knows the account: not by anything personal. */
        static byte[] handle(UUID userId) {
            return ByteBuffer.allocate(16)
                    .putLong(userId.getMostSignificantBits())
                    .putLong(userId.getLeastSignificantBits())
                    .array();
        }
    }
}
