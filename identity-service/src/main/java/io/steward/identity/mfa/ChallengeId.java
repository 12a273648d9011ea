package io.steward.identity.mfa;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The proof of a password between the two steps of a login: 256 random bits. The database has its hash alone. */
record ChallengeId(String value) {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static ChallengeId next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new ChallengeId(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    Buffer hash() {
        return sha256(value);
    }

    static Buffer sha256(String text) {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "ChallengeId";
    }
}
