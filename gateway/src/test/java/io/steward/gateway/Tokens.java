package io.steward.gateway;

import java.security.interfaces.RSAPublicKey;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** An issuer's key and the tokens it makes, right ones and wrong ones. */
record Tokens(RsaJsonWebKey key) {

    static final Tokens FIRST = Tokens.named("key-1");

    static Tokens named(String id) {
        try {
            var key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            key.setAlgorithm("RS256");
            key.setUse("sig");
            return new Tokens(key);
        } catch (JoseException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static JwtClaims claims() {
        var claims = new JwtClaims();
        claims.setIssuer("steward");
        claims.setAudience("steward");
        claims.setSubject(UUID.randomUUID().toString());
        claims.setClaim("sid", UUID.randomUUID().toString());
        claims.setGeneratedJwtId();
        claims.setIssuedAtToNow();
        claims.setExpirationTime(inSeconds(600));
        return claims;
    }

    static NumericDate inSeconds(long seconds) {
        return NumericDate.fromSeconds(System.currentTimeMillis() / 1000 + seconds);
    }

    String valid() {
        return sign(claims());
    }

    String ofSession(String sessionId) {
        var claims = claims();
        claims.setClaim("sid", sessionId);
        return sign(claims);
    }

    /** As identity gives it for an API key. */
    String ofApiKey(String keyId, long seconds) {
        var claims = claims();
        claims.unsetClaim("sid");
        claims.setClaim("api_key", keyId);
        claims.setExpirationTime(inSeconds(seconds));
        return sign(claims);
    }

    String sign(JwtClaims claims) {
        var signature = payload(claims);
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setKey(key.getPrivateKey());
        return text(signature);
    }

    String rs512(JwtClaims claims) {
        var signature = payload(claims);
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA512);
        signature.setKey(key.getPrivateKey());
        return text(signature);
    }

    String unsigned(JwtClaims claims) {
        var signature = payload(claims);
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
        return text(signature);
    }

    /** The classic confusion: the public key, which everyone knows, taken as a shared secret. */
    String hmacWithPublicKey(JwtClaims claims) {
        var signature = payload(claims);
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        signature.setKey(new HmacKey(((RSAPublicKey) key.getPublicKey()).getEncoded()));
        return text(signature);
    }

    private JsonWebSignature payload(JwtClaims claims) {
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKeyIdHeaderValue(key.getKeyId());
        return signature;
    }

    private static String text(JsonWebSignature signature) {
        try {
            return signature.getCompactSerialization();
        } catch (JoseException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
