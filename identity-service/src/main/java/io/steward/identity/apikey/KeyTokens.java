package io.steward.identity.apikey;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.mutiny.Uni;
import io.steward.identity.session.TokenConfig;
import io.steward.identity.signingkey.SigningKeys;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Signs the access tokens that keys are exchanged for (RS256). They name the key in the place of a session. */
@ApplicationScoped
class KeyTokens {
    private final SigningKeys keys;
    private final ApiKeyConfig config;
    private final Clock clock;
    private final Vertx vertx;
    private final String issuer;

    KeyTokens(
            SigningKeys keys,
            ApiKeyConfig config,
            TokenConfig tokens,
            Clock clock,
            Vertx vertx,
            @ConfigProperty(name = "steward.issuer") String issuer) {
        // A signing key is withdrawn when the longest-lived session token is gone.
        if (!config.tokenLifetime().isPositive() || config.tokenLifetime().compareTo(tokens.accessLifetime()) > 0) {
            throw new IllegalArgumentException(
                    "steward.api-key.token-lifetime must be positive and at most steward.token.access-lifetime");
        }
        this.keys = keys;
        this.config = config;
        this.clock = clock;
        this.vertx = vertx;
        this.issuer = issuer;
    }

    /** On a worker: signing takes about a millisecond of CPU. */
    Uni<String> sign(UUID keyId, UUID ownerId, UUID organizationId, SortedSet<String> permissions) {
        return Uni.createFrom().completionStage(() -> vertx.executeBlocking(
                        () -> signed(keyId, ownerId, organizationId, permissions), false)
                .toCompletionStage());
    }

    private String signed(UUID keyId, UUID ownerId, UUID organizationId, SortedSet<String> permissions) {
        Instant now = clock.instant();
        SigningKeys.Signer signer = keys.signer();
        return Jwt.issuer(issuer)
                .audience("steward")
                .subject(ownerId.toString())
                .claim("api_key", keyId.toString())
                .claim("org", organizationId.toString())
                .claim("perms", List.copyOf(permissions))
                .issuedAt(now)
                .expiresAt(now.plus(config.tokenLifetime()))
                .jws()
                .keyId(signer.kid())
                .sign(signer.key());
    }
}
