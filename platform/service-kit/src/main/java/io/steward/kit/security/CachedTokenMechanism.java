package io.steward.kit.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.smallrye.jwt.runtime.auth.JWTAuthMechanism;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Checks each token once and remembers the outcome for at most a minute and never past its expiry: verifying an RS256 signature per
 * request costs more than the request. Revocation is the gateway's.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class CachedTokenMechanism implements HttpAuthenticationMechanism {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final JWTAuthMechanism jwt;
    private final Clock clock;
    private final Cache<ByteBuffer, SecurityIdentity> verified = Caffeine.newBuilder()
            .maximumSize(20_000)
            .expireAfter(Expiry.<ByteBuffer, SecurityIdentity>creating((token, identity) -> lifetime(identity)))
            .build();

    CachedTokenMechanism(JWTAuthMechanism jwt, Clock clock) {
        this.jwt = jwt;
        this.clock = clock;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager manager) {
        String header = request.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return jwt.authenticate(request, manager);
        }
        // The key is a hash so that it is short. It hides nothing: the principal beside it still has the token among
        // its claims.
        ByteBuffer key = ByteBuffer.wrap(sha256(header));
        SecurityIdentity known = verified.getIfPresent(key);
        if (known != null) {
            return unexpired(known);
        }
        return jwt.authenticate(request, manager).flatMap(identity -> {
            if (identity == null || !(identity.getPrincipal() instanceof JsonWebToken token)) {
                return Uni.createFrom().item(identity);
            }
            SecurityIdentity own = identity(token);
            if (secondsLeft(own) > 0) {
                verified.put(key, own);
            }
            return unexpired(own);
        });
    }

    /** Made afresh: the verified one holds on to the request that it came with, and to the token once more. */
    private static SecurityIdentity identity(JsonWebToken token) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(token)
                .addPermissionsAsString(TokenPermissions.of(token))
                .build();
    }

    /** A token ends when it says so: neither the memory here nor the verifier's tolerance of clocks gives it longer. */
    private Uni<SecurityIdentity> unexpired(SecurityIdentity identity) {
        return secondsLeft(identity) > 0
                ? Uni.createFrom().item(identity)
                : Uni.createFrom().failure(new AuthenticationFailedException());
    }

    private Duration lifetime(SecurityIdentity identity) {
        return Duration.ofSeconds(Math.clamp(secondsLeft(identity), 0, LONGEST.toSeconds()));
    }

    private long secondsLeft(SecurityIdentity identity) {
        return ((JsonWebToken) identity.getPrincipal()).getExpirationTime()
                - clock.instant().getEpochSecond();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return jwt.getChallenge(request);
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return jwt.getCredentialTypes();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext request) {
        return jwt.getCredentialTransport(request);
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
