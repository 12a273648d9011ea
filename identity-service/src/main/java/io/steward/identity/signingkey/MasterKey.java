package io.steward.identity.signingkey;

import com.google.crypto.tink.subtle.AesGcmJce;
import io.smallrye.config.ConfigMapping;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The installation's master key: encrypts what must be read again (AES-256-GCM) and marks what need only be compared (HMAC-SHA-256). */
@Singleton
public class MasterKey {
    private static final int BYTES = 32;

    /** The master key. */
    @ConfigMapping(prefix = "steward.master")
    public interface Config {
        /** 32 random bytes in Base64; the same for every instance, kept outside of the database. Has no default. */
        String key();
    }

    private final AesGcmJce cipher;
    private final SecretKeySpec comparison;

    MasterKey(Config config) {
        byte[] key = decode(config.key());
        try {
            cipher = new AesGcmJce(key);
            comparison = new SecretKeySpec(
                    mac(new SecretKeySpec(key, "HmacSHA256"), "steward comparison key"), "HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM lacks AES-GCM or HMAC-SHA-256", e);
        }
    }

    /** @param context what the text belongs to; it decrypts under the same context alone */
    public byte[] encrypt(byte[] plain, String context) {
        try {
            return cipher.encrypt(plain, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Encryption failed", e);
        }
    }

    /** @throws IllegalStateException for a text of another key or context, or one that was tampered with */
    public byte[] decrypt(byte[] encrypted, String context) {
        try {
            return cipher.decrypt(encrypted, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "Cannot be decrypted: STEWARD_MASTER_KEY is not the one it was encrypted with", e);
        }
    }

    /** Tells whether two secrets are the same without telling what they are; useless to whoever lacks the key. */
    public String mark(String secret) {
        try {
            return HexFormat.of().formatHex(mac(comparison, secret));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM lacks HMAC-SHA-256", e);
        }
    }

    private static byte[] mac(SecretKeySpec key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] decode(String base64) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("STEWARD_MASTER_KEY is not Base64");
        }
        if (key.length != BYTES) {
            throw new IllegalStateException("STEWARD_MASTER_KEY must be 32 bytes in Base64, not " + key.length);
        }
        return key;
    }
}
