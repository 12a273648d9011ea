package io.steward.identity.mfa;

import com.webauthn4j.data.AuthenticationData;
import io.smallrye.mutiny.Uni;
import io.steward.identity.login.MfaMethod;
import io.steward.identity.mfa.WebAuthn.Cloned;
import io.steward.identity.mfa.WebAuthn.Passkey;
import io.steward.identity.mfa.WebAuthn.Refused;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Passkeys as proofs, inside the caller's transaction. */
@ApplicationScoped
class Passkeys {
    private static final int CHALLENGE = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PasskeyTable table;
    private final WebAuthn webAuthn;
    private final MfaConfig config;

    Passkeys(PasskeyTable table, WebAuthn webAuthn, MfaConfig config) {
        this.table = table;
        this.webAuthn = webAuthn;
        this.config = config;
    }

    static byte[] challenge() {
        byte[] challenge = new byte[CHALLENGE];
        RANDOM.nextBytes(challenge);
        return challenge;
    }

    /**
     * What one of the account's authenticators is to sign.
     *
     * @param store keeps the challenge until the answer
     * @throws Problem 409 when the account has no passkey, or the installation no address
     */
    Uni<PasskeyOptions.Request> ask(Scope scope, UUID userId, Function<byte[], Uni<Void>> store) {
        String rpId = webAuthn.relyingParty();
        byte[] challenge = challenge();
        return table.descriptors(scope, userId).flatMap(known -> {
            if (known.isEmpty()) {
                throw Problem.conflict("mfa-no-passkey", "This account has no passkey.");
            }
            return store.apply(challenge)
                    .replaceWith(PasskeyOptions.Request.of(rpId, challenge, config.challengeLifetime(), known));
        });
    }

    /**
     * Whether one of the account's authenticators has signed the challenge. A counter that went back means a copy: refused and audited.
     *
     * @param challenge null when there is none
     */
    Uni<Verdict> use(Scope scope, UUID userId, byte[] challenge, String credential) {
        if (challenge == null || !webAuthn.isAvailable()) {
            return Uni.createFrom().item(Verdict.WRONG);
        }
        AuthenticationData answer;
        try {
            answer = webAuthn.parse(credential);
        } catch (Refused refused) {
            return Uni.createFrom().item(Verdict.WRONG);
        }
        return table.find(scope, userId, answer.getCredentialId()).flatMap(passkey -> {
            if (passkey == null) {
                return Uni.createFrom().item(Verdict.WRONG);
            }
            try {
                webAuthn.verify(challenge, answer, passkey);
            } catch (Refused refused) {
                return Uni.createFrom().item(Verdict.WRONG);
            } catch (Cloned cloned) {
                return Uni.createFrom().item(cloned(scope, passkey));
            }
            var authenticator = answer.getAuthenticatorData();
            return table.used(scope, passkey, authenticator.getSignCount(), authenticator.isFlagBS())
                    .map(counted -> counted ? Verdict.right(MfaMethod.PASSKEY) : cloned(scope, passkey));
        });
    }

    private static Verdict cloned(Scope scope, Passkey passkey) {
        SecondFactors.audit(
                scope, "mfa.passkey-counter-regressed", passkey.userId(), Map.of("passkeyId", passkey.id()));
        return Verdict.WRONG;
    }
}
