package io.steward.identity.session;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.smallrye.mutiny.Uni;
import io.steward.identity.signingkey.SigningKeys;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Signs access tokens (RS256). */
@ApplicationScoped
class AccessTokens {
    /** The topic of ended sessions keeps them for a day: no token may outlive that. */
    private static final Duration LONGEST = Duration.ofHours(12);

    private final SigningKeys keys;
    private final TokenConfig config;
    private final Clock clock;
    private final Vertx vertx;
    private final String issuer;

    AccessTokens(
            SigningKeys keys,
            TokenConfig config,
            Clock clock,
            Vertx vertx,
            @ConfigProperty(name = "steward.issuer") String issuer) {
        if (config.accessLifetime().compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("steward.token.access-lifetime must be at most 12 hours");
        }
        this.keys = keys;
        this.config = config;
        this.clock = clock;
        this.vertx = vertx;
        this.issuer = issuer;
    }

    /** Signing takes about a millisecond of CPU: on a worker, back on the caller's event loop. */
    Uni<String> sign(Session session, SortedSet<String> permissions) {
        return Uni.createFrom().completionStage(() -> vertx.executeBlocking(() -> signed(session, permissions), false)
                .toCompletionStage());
    }

    private String signed(Session session, SortedSet<String> permissions) {
        Instant now = clock.instant();
        JwtClaimsBuilder claims = Jwt.issuer(issuer)
                .audience("steward")
                .subject(session.userId().toString())
                .claim("sid", session.id().toString())
                .claim("perms", List.copyOf(permissions))
                .issuedAt(now)
                .expiresAt(now.plus(config.accessLifetime()));
        if (session.organizationId() != null) {
            claims.claim("org", session.organizationId().toString());
        }
        SigningKeys.Signer signer = keys.signer();
        return claims.jws().keyId(signer.kid()).sign(signer.key());
    }
}
