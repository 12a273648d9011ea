package io.steward.gateway.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.steward.gateway.problem.Problem;
import jakarta.inject.Singleton;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.UnresolvableKeyException;

/** Checks signature (RS256 alone), issuer, audience and time of a token, and remembers what passed for a short while. */
@Singleton
public class TokenVerifier {

    private static final Duration LONGEST_REMEMBERED = Duration.ofSeconds(60);
    private static final int LONGEST_TOKEN = 16_384;

    private final SigningKeys keys;
    private final Clock clock;
    private final JwtConsumer consumer;
    private final Cache<TokenDigest, VerifiedToken> remembered;

    TokenVerifier(SigningKeys keys, TokenSettings settings, Clock clock) {
        if (settings.remembered().compareTo(LONGEST_REMEMBERED) > 0) {
            throw new IllegalArgumentException("steward.gateway.token.remembered must be at most 60 s");
        }
        this.keys = keys;
        this.clock = clock;
        consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(
                        new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256))
                .setVerificationKeyResolver((signature, nesting) -> keyOf(signature))
                .setExpectedIssuer(true, settings.issuer())
                .setExpectedAudience(true, settings.audience())
                .setRequireExpirationTime()
                .setRequireSubject()
                .build();
        remembered = Caffeine.newBuilder()
                .expireAfterWrite(settings.remembered())
                .maximumSize(settings.rememberedTokens())
                .executor(Runnable::run)
                .build();
        keys.onWithdrawal(remembered::invalidateAll);
    }

    /** The remembered result for this token while it is valid, else null. */
    VerifiedToken recall(TokenDigest digest) {
        var token = remembered.getIfPresent(digest);
        return token == null || token.expiredAt(clock.instant()) ? null : token;
    }

    /** Verifies in about 50 µs; throws {@link UnknownKey} when the keys should be read again first. */
    VerifiedToken verify(TokenDigest digest, String token) throws TokenRefused, UnknownKey {
        if (token.length() > LONGEST_TOKEN) {
            throw new TokenRefused(Problem.TOKEN_INVALID);
        }
        try {
            var claims = consumer.processToClaims(token);
            var session = claims.getClaimValue("sid", String.class);
            var apiKey = claims.getClaimValue("api_key", String.class);
            var grant = session == null ? apiKey : session;
            if (grant == null || grant.isEmpty() || session != null && apiKey != null) {
                throw new TokenRefused(Problem.TOKEN_INVALID);
            }
            var expiresAt = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
            var verified = new VerifiedToken(claims.getSubject(), grant, apiKey != null, expiresAt);
            remembered.put(digest, verified);
            return verified;
        } catch (InvalidJwtException refused) {
            if (refused.getCause() instanceof UnknownKey unknown) {
                throw unknown;
            }
            var onlyExpired = refused.hasExpired() && refused.getErrorDetails().size() == 1;
            throw new TokenRefused(onlyExpired ? Problem.TOKEN_EXPIRED : Problem.TOKEN_INVALID);
        } catch (MalformedClaimException refused) {
            throw new TokenRefused(Problem.TOKEN_INVALID);
        }
    }

    private Key keyOf(JsonWebSignature signature) throws UnresolvableKeyException {
        // Said here too, so that a token of another algorithm cannot even ask for the keys to be read again.
        if (!AlgorithmIdentifiers.RSA_USING_SHA256.equals(signature.getAlgorithmHeaderValue())) {
            throw new UnresolvableKeyException("not RS256");
        }
        var id = signature.getKeyIdHeaderValue();
        if (id == null) {
            throw new UnresolvableKeyException("no key id");
        }
        var key = keys.find(id);
        if (key == null) {
            throw new UnknownKey();
        }
        return key;
    }
}
