package io.steward.identity.signingkey;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Signs access tokens (RFC 7519, RS256) with the key of the moment. */
@ApplicationScoped
public class TokenSigner {
    private final SigningKeys keys;
    private final Clock clock;
    private final Vertx vertx;
    private final String issuer;

    TokenSigner(SigningKeys keys, Clock clock, Vertx vertx, @ConfigProperty(name = "steward.issuer") String issuer) {
        this.keys = keys;
        this.clock = clock;
        this.vertx = vertx;
        this.issuer = issuer;
    }

    /**
     * A token of this issuer for its services. The native library signs where it is called, in some 0.4 ms; another thread would cost half as much again. Java
     * takes over a millisecond: on a worker, back on the caller's event loop.
     *
     * @param lifetime from now
     * @param claims adds what the token is to tell beside who issued it for whom and when
     */
    public Uni<String> sign(Duration lifetime, Consumer<JwtClaims> claims) {
        return RsaProvider.isNative()
                ? Uni.createFrom().item(Unchecked.supplier(() -> signed(lifetime, claims)))
                : Uni.createFrom().completionStage(() -> vertx.executeBlocking(() -> signed(lifetime, claims), false)
                        .toCompletionStage());
    }

    private String signed(Duration lifetime, Consumer<JwtClaims> more) throws JoseException {
        Instant now = clock.instant();
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience("steward");
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(lifetime).getEpochSecond()));
        claims.setGeneratedJwtId();
        more.accept(claims);
        SigningKeys.Signer signer = keys.signer();
        JsonWebSignature jws = RsaProvider.signature(signer.key());
        jws.setHeader("typ", "JWT");
        jws.setKeyIdHeaderValue(signer.kid());
        jws.setPayload(claims.toJson());
        return jws.getCompactSerialization();
    }
}
