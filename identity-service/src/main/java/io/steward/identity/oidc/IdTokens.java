package io.steward.identity.oidc;

import io.steward.kit.problem.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;

/**
 * Checks id tokens (OpenID Connect Core, 3.1.3.7): signed by a key of the provider's, by an asymmetric algorithm; of this issuer, for this
 * client, of now, and for the login that asked for it.
 */
@Singleton
class IdTokens {
    private static final int LONGEST = 32 * 1024;
    private static final int LONGEST_SUBJECT = 255;
    private static final int SKEW_SECONDS = 60;
    private static final int OLDEST_SECONDS = 600;

    private final Clock clock;

    IdTokens(Clock clock) {
        this.clock = clock;
    }

    /** @param email null when the provider does not say that it is verified */
    record Person(String subject, String email) {
        @Override
        public String toString() {
            return "Person";
        }
    }

    /** Which key a token says that it is signed by; null when it says none. */
    static String keyOf(String token) {
        try {
            JsonObject header = Buffer.buffer(Base64.getUrlDecoder().decode(token.split("\\.", 2)[0]))
                    .toJsonObject();
            return header.getValue("kid") instanceof String kid ? kid : null;
        } catch (IllegalArgumentException | DecodeException | ClassCastException e) {
            return null;
        }
    }

    /** @throws Problem 401 for a token that proves nothing */
    Person check(OidcProvider provider, String token, Buffer nonceHash, List<JsonWebKey> keys) {
        if (token == null || token.length() > LONGEST) {
            throw OidcProblems.failed(provider, "no id token, or a huge one");
        }
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setJwsAlgorithmConstraints(
                            ConstraintType.PERMIT,
                            AlgorithmIdentifiers.RSA_USING_SHA256,
                            AlgorithmIdentifiers.RSA_USING_SHA384,
                            AlgorithmIdentifiers.RSA_USING_SHA512,
                            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
                            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
                            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
                            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
                            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
                            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512)
                    .setVerificationKeyResolver(resolver(keys))
                    .setExpectedIssuer(true, provider.issuer())
                    .setExpectedAudience(true, provider.clientId())
                    .setRequireSubject()
                    .setRequireExpirationTime()
                    .setRequireIssuedAt()
                    .setIssuedAtRestrictions(0, OLDEST_SECONDS)
                    .setAllowedClockSkewInSeconds(SKEW_SECONDS)
                    .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                    .build()
                    .processToClaims(token);
            require(isMeantForUs(provider, claims), provider, "it was issued for another client");
            require(isOfThisLogin(claims, nonceHash), provider, "it has another nonce");
            require(claims.getSubject().length() <= LONGEST_SUBJECT, provider, "its subject is too long");
            return new Person(claims.getSubject(), verifiedEmail(claims));
        } catch (InvalidJwtException e) {
            throw OidcProblems.failed(
                    provider,
                    "id token: "
                            + e.getErrorDetails().stream()
                                    .map(detail -> "code " + detail.getErrorCode())
                                    .toList());
        } catch (MalformedClaimException e) {
            throw OidcProblems.failed(provider, "an id token with malformed claims");
        }
    }

    private static JwksVerificationKeyResolver resolver(List<JsonWebKey> keys) {
        JwksVerificationKeyResolver resolver = new JwksVerificationKeyResolver(keys);
        resolver.setDisambiguateWithVerifySignature(true);
        return resolver;
    }

    /** A token for several is for whom it names as the party that asked. */
    private static boolean isMeantForUs(OidcProvider provider, JwtClaims claims) throws MalformedClaimException {
        Object party = claims.getClaimValue("azp");
        return party == null
                ? claims.getAudience().size() == 1
                : provider.clientId().equals(party);
    }

    private static boolean isOfThisLogin(JwtClaims claims, Buffer nonceHash) {
        return claims.getClaimValue("nonce") instanceof String nonce
                && MessageDigest.isEqual(new OneTimeSecret(nonce).hash().getBytes(), nonceHash.getBytes());
    }

    private static String verifiedEmail(JwtClaims claims) {
        return Boolean.TRUE.equals(claims.getClaimValue("email_verified"))
                        && claims.getClaimValue("email") instanceof String email
                ? email.strip()
                : null;
    }

    private static void require(boolean holds, OidcProvider provider, String why) {
        if (!holds) {
            throw OidcProblems.failed(provider, why);
        }
    }
}
