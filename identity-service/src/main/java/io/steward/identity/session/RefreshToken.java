package io.steward.identity.session;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** A refresh token as its owner has it: 256 random bits. The database has its hash alone. */
record RefreshToken(String value) {
    private static final int BYTES = 32;
    private static final int PREFIX = 6;
    private static final SecureRandom RANDOM = new SecureRandom();

    static RefreshToken next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return of(bytes);
    }

    static RefreshToken of(byte[] bytes) {
        return new RefreshToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    Buffer hash() {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Enough to tell tokens apart in a support case, far too little to guess one. */
    String prefix() {
        return value.substring(0, PREFIX);
    }

    @Override
    public String toString() {
        return "RefreshToken";
    }
}
