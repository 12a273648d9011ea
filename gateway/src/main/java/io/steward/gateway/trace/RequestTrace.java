package io.steward.gateway.trace;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The request's id and its W3C trace context: the client's where they are well formed, else new ones.
 *
 * @param inherited whether the trace context is the client's, so that its {@code tracestate} still belongs to it
 */
public record RequestTrace(String requestId, String traceparent, boolean inherited) {

    public static final String REQUEST_ID = "X-Request-Id";
    private static final int LONGEST_ID = 64;
    private static final String ZEROS = "00000000000000000000000000000000";

    public static RequestTrace of(MultiMap headers) {
        var id = headers.get(REQUEST_ID);
        var parent = headers.get("traceparent");
        var inherited = parent != null && isTraceparent(parent);
        return new RequestTrace(isId(id) ? id : newId(), inherited ? parent : newTraceparent(), inherited);
    }

    public String traceId() {
        return traceparent.substring(3, 35);
    }

    /** Puts the request id on an answer. */
    public void mark(HttpServerResponse response) {
        response.headers().set(REQUEST_ID, requestId);
        response.headers().set("X-Content-Type-Options", "nosniff");
    }

    private static boolean isId(String id) {
        if (id == null || id.isEmpty() || id.length() > LONGEST_ID) {
            return false;
        }
        for (var i = 0; i < id.length(); i++) {
            var c = id.charAt(i);
            var isWord = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!isWord && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** Version 00 as https://www.w3.org/TR/trace-context/ has it; a later version is replaced, not guessed at. */
    private static boolean isTraceparent(String value) {
        if (value.length() != 55 || !value.startsWith("00-") || value.charAt(35) != '-' || value.charAt(52) != '-') {
            return false;
        }
        return isHex(value, 3, 35)
                && isHex(value, 36, 52)
                && isHex(value, 53, 55)
                && !value.regionMatches(3, ZEROS, 0, 32)
                && !value.regionMatches(36, ZEROS, 0, 16);
    }

    private static boolean isHex(String value, int from, int to) {
        for (var i = from; i < to; i++) {
            var c = value.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    /** Ids need to differ, not to be secret: no secure random on the way of every request. */
    private static String newId() {
        var random = ThreadLocalRandom.current();
        var high = (random.nextLong() & ~0xF000L) | 0x4000L;
        var low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    private static String newTraceparent() {
        var random = ThreadLocalRandom.current();
        var text = new StringBuilder(55).append("00-");
        hex(text, random.nextLong());
        hex(text, random.nextLong() | 1);
        text.append('-');
        hex(text, random.nextLong() | 1);
        return text.append("-00").toString();
    }

    private static void hex(StringBuilder text, long value) {
        for (var shift = 60; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((int) (value >>> shift) & 0xF, 16));
        }
    }
}
