package io.steward.identity.apikey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A key as its owner has it: {@code stw_<environment>_<id>_<secret>_<check>}. The id is public, the secret is 256 random bits, the
 * check is the CRC-32 of all before it: it tells a mistyped key from a wrong one, and secret scanners a key from anything else.
 */
record ApiKeySecret(String environment, UUID id, String secret) {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern ENVIRONMENT = Pattern.compile("[a-z0-9]{1,16}");
    private static final Pattern KEY =
            Pattern.compile("(stw_(" + ENVIRONMENT + ")_([0-9a-f]{32})_([0-9a-f]{64}))_([0-9a-f]{8})");
    private static final int ID = 3;
    private static final int SECRET = 4;
    private static final int CHECK = 5;

    ApiKeySecret {
        if (!ENVIRONMENT.matcher(environment).matches()) {
            throw new IllegalArgumentException("steward.api-key.environment must be 1 to 16 small letters and digits");
        }
    }

    static ApiKeySecret next(String environment, UUID id) {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new ApiKeySecret(environment, id, HexFormat.of().formatHex(bytes));
    }

    /** Empty for what no key looks like, or whose check does not fit. */
    static Optional<ApiKeySecret> parse(String text) {
        Matcher key = KEY.matcher(text);
        if (!key.matches() || !check(key.group(1)).equals(key.group(CHECK))) {
            return Optional.empty();
        }
        UUID id = new UUID(
                HexFormat.fromHexDigitsToLong(key.group(ID), 0, 16),
                HexFormat.fromHexDigitsToLong(key.group(ID), 16, 32));
        return Optional.of(new ApiKeySecret(key.group(2), id, key.group(SECRET)));
    }

    /** The public part: enough to find the key, nothing to use it by. */
    String prefix() {
        return "stw_" + environment + "_" + id.toString().replace("-", "");
    }

    /** The whole key, to be shown once. */
    String text() {
        String checked = prefix() + "_" + secret;
        return checked + "_" + check(checked);
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "ApiKeySecret[" + prefix() + "]";
    }

    private static String check(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
