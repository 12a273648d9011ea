package io.steward.identity.account;

import io.steward.hash.Argon2id;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An argon2id hash (RFC 9106) in the PHC string format, which names its own costs, so that they can be raised later.
 *
 * @param memory KiB
 */
record Argon2Hash(int memory, int iterations, int parallelism, byte[] salt, byte[] hash) {
    /** The costs of new hashes: OWASP's first recommendation that needs less than 20 MiB. */
    private static final int MEMORY = 19 * 1024;

    private static final int ITERATIONS = 2;
    private static final int PARALLELISM = 1;
    /** Bytes. */
    static final int SALT = 16;

    private static final int LENGTH = 32;
    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,8}),t=(\\d{1,3}),p=(\\d{1,3})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    /** @param salt {@link #SALT} random bytes */
    static Argon2Hash hash(String password, byte[] salt) {
        byte[] hash = derive(password, MEMORY, ITERATIONS, PARALLELISM, salt, LENGTH);
        return new Argon2Hash(MEMORY, ITERATIONS, PARALLELISM, salt, hash);
    }

    /** @throws IllegalArgumentException for a text that is no argon2id hash; the text is not in the message */
    static Argon2Hash parse(String encoded) {
        Matcher phc = PHC.matcher(encoded);
        if (!phc.matches()) {
            throw new IllegalArgumentException("Not an argon2id hash");
        }
        return new Argon2Hash(
                Integer.parseInt(phc.group(1)),
                Integer.parseInt(phc.group(2)),
                Integer.parseInt(phc.group(3)),
                Base64.getDecoder().decode(phc.group(4)),
                Base64.getDecoder().decode(phc.group(5)));
    }

    boolean matches(String password) {
        return MessageDigest.isEqual(hash, derive(password, memory, iterations, parallelism, salt, hash.length));
    }

    String encoded() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memory + ",t=" + iterations + ",p=" + parallelism + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static byte[] derive(
            String password, int memory, int iterations, int parallelism, byte[] salt, int length) {
        return Argon2id.hash(password.getBytes(StandardCharsets.UTF_8), salt, memory, iterations, parallelism, length);
    }

    @Override
    public String toString() {
        return "Argon2Hash[m=" + memory + ", t=" + iterations + ", p=" + parallelism + "]";
    }
}
