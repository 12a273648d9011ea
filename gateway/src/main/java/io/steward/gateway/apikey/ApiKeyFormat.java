package io.steward.gateway.apikey;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * What an API key looks like: {@code stw_<environment>_<id>_<secret>_<check>}, the check being the CRC-32 of all before it. A mistyped
 * one, or anything else, is refused here and costs nobody a look-up.
 */
final class ApiKeyFormat {

    static final String BEGINNING = "stw_";

    private static final Pattern KEY = Pattern.compile("stw_[a-z0-9]{1,16}_[0-9a-f]{32}_[0-9a-f]{64}_[0-9a-f]{8}");
    private static final int CHECK = 8;
    private static final int SECRET = 64;
    private static final int ID = 32;

    private ApiKeyFormat() {}

    static boolean fits(String key) {
        return KEY.matcher(key).matches() && key.endsWith(check(key.substring(0, key.length() - CHECK - 1)));
    }

    /** The public id of a key that {@link #fits}, as tokens and revocations name it. */
    static String id(String key) {
        var end = key.length() - CHECK - 1 - SECRET - 1;
        var hex = key.substring(end - ID, end);
        return String.join(
                "-",
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20));
    }

    private static String check(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
