package io.steward.gateway.proxy;

import io.vertx.core.http.HttpServerRequest;

/** What a request says about the size of its body. */
final class BodySize {

    static final long UNKNOWN = -1;

    private BodySize() {}

    /** Bytes; 0 without a body, {@link #UNKNOWN} when it comes in chunks. */
    static long declared(HttpServerRequest request) {
        var headers = request.headers();
        if (headers.contains("Transfer-Encoding")) {
            return UNKNOWN;
        }
        var length = headers.get("Content-Length");
        // The HTTP decoder has refused anything but digits.
        return length == null ? 0 : Long.parseLong(length.strip());
    }

    static String sentence(long limit) {
        return "At most " + limit + " bytes are taken here.";
    }
}
