package io.steward.identity.letter;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** What a mail proves its recipient by: 256 random bits. The database has its hash alone. */
public record MailedToken(String value) {
    /** Characters that a request's token may have; one that was mailed has 43. */
    public static final int MAX = 128;

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    public static MailedToken next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new MailedToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    public Buffer hash() {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "MailedToken";
    }
}
