package io.steward.gateway.token;

import io.steward.gateway.problem.Problem;
import io.steward.gateway.revocation.RevokedSessions;
import io.vertx.core.Future;
import jakarta.inject.Singleton;

/** From an {@code Authorization} header to a token that lets its bearer in now, or the reason why not. */
@Singleton
public class Authentication {

    private static final String SCHEME = "Bearer ";

    private final TokenVerifier verifier;
    private final RevokedSessions revoked;
    private final SigningKeys keys;

    Authentication(TokenVerifier verifier, RevokedSessions revoked, SigningKeys keys) {
        this.verifier = verifier;
        this.revoked = revoked;
        this.keys = keys;
    }

    /**
     * The token if it was verified a moment ago and its session goes on, else null: then {@link #verify} says more.
     */
    public VerifiedToken recall(String authorization) {
        if (!isBearer(authorization)) {
            return null;
        }
        var token = verifier.recall(TokenDigest.of(token(authorization)));
        return token == null || revoked.contains(token.grantId()) ? null : token;
    }

    /** Fails with {@link TokenRefused}, or with {@link KeysUnavailable} when no key was ever read. */
    public Future<VerifiedToken> verify(String authorization) {
        if (!isBearer(authorization)) {
            return Future.failedFuture(new TokenRefused(Problem.TOKEN_MISSING));
        }
        var token = token(authorization);
        var digest = TokenDigest.of(token);
        try {
            return going(verifier.verify(digest, token));
        } catch (TokenRefused refused) {
            return Future.failedFuture(refused);
        } catch (UnknownKey unknown) {
            return keys.afterNextRead().transform(read -> again(digest, token));
        }
    }

    private Future<VerifiedToken> again(TokenDigest digest, String token) {
        try {
            return going(verifier.verify(digest, token));
        } catch (TokenRefused refused) {
            return Future.failedFuture(refused);
        } catch (UnknownKey unknown) {
            return Future.failedFuture(keys.loaded() ? new TokenRefused(Problem.TOKEN_INVALID) : new KeysUnavailable());
        }
    }

    private Future<VerifiedToken> going(VerifiedToken token) {
        return revoked.contains(token.grantId())
                ? Future.failedFuture(new TokenRefused(token.ended()))
                : Future.succeededFuture(token);
    }

    /** RFC 9110 11.4 allows several spaces after the scheme. */
    private static String token(String authorization) {
        return authorization.substring(SCHEME.length()).strip();
    }

    private static boolean isBearer(String authorization) {
        return authorization != null
                && authorization.length() > SCHEME.length()
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** No token can be verified: the issuer's keys were never read. */
    public static final class KeysUnavailable extends Exception {
        KeysUnavailable() {
            super("the signing keys were never read", null, false, false);
        }
    }
}
