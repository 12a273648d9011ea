package io.steward.kit.idempotency;

import io.steward.kit.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The client's {@code Idempotency-Key} and what it asked for, so that the same key with another request is noticed.
 *
 * @param requestHash SHA-256 of the operation and the request
 */
public record IdempotencyKey(String key, byte[] requestHash) {

    /**
     * @param key the header; null when the client sent none
     * @param operation method and path
     * @param request the request record, whose {@code toString} states all of it
     * @return null when the client sent no key
     * @throws Problem 400 for a key that is empty, longer than 255 characters or not visible ASCII
     */
    public static IdempotencyKey of(String key, String operation, Record request) {
        if (key == null) {
            return null;
        }
        if (!key.matches("[\\x21-\\x7e]{1,255}")) {
            throw Problem.badRequest("invalid-value", "The Idempotency-Key is 1 to 255 visible ASCII characters.")
                    .with("field", "Idempotency-Key");
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((operation + "\n" + request).getBytes(StandardCharsets.UTF_8));
            return new IdempotencyKey(key, hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
