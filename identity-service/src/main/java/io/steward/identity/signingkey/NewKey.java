package io.steward.identity.signingkey;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * A fresh RSA key.
 *
 * @param kid the key's RFC 7638 thumbprint
 * @param publicJwk RFC 7517
 */
record NewKey(String kid, JsonObject publicJwk, byte[] privateKeyEncrypted) {
    private static final int BITS = 2048;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** Takes some 100 ms of CPU: not for the event loop. */
    static NewKey generate(MasterKey master) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair pair = generator.generateKeyPair();
            RSAPublicKey key = (RSAPublicKey) pair.getPublic();
            String modulus = BASE64.encodeToString(unsigned(key.getModulus()));
            String exponent = BASE64.encodeToString(unsigned(key.getPublicExponent()));
            String kid = thumbprint(modulus, exponent);
            JsonObject jwk = new JsonObject()
                    .put("kty", "RSA")
                    .put("use", "sig")
                    .put("alg", "RS256")
                    .put("kid", kid)
                    .put("n", modulus)
                    .put("e", exponent);
            return new NewKey(kid, jwk, master.encrypt(pair.getPrivate().getEncoded(), kid));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String thumbprint(String modulus, String exponent) throws NoSuchAlgorithmException {
        String members = "{\"e\":\"" + exponent + "\",\"kty\":\"RSA\",\"n\":\"" + modulus + "\"}";
        return BASE64.encodeToString(MessageDigest.getInstance("SHA-256")
                .digest(members.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    }

    private static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
