package io.steward.kit.web;

import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * By what a request can be found again.
 *
 * @param requestId {@code X-Request-Id}, the client's or made here
 * @param traceparent the W3C trace context; null when the request came with none
 */
public record RequestTrace(String requestId, String traceparent) {
    public static final String REQUEST_ID = "X-Request-Id";
    private static final String KEY = RequestTrace.class.getName();
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    public static RequestTrace of(RoutingContext request) {
        RequestTrace known = request.get(KEY);
        if (known != null) {
            return known;
        }
        String id = request.request().getHeader(REQUEST_ID);
        String parent = request.request().getHeader("traceparent");
        RequestTrace trace = new RequestTrace(
                id != null && ID.matcher(id).matches() ? id : UUID.randomUUID().toString(),
                parent != null && TRACEPARENT.matcher(parent).matches() ? parent : null);
        request.put(KEY, trace);
        return trace;
    }

    /** The trace id of the trace context, else the request id. */
    public String traceId() {
        return traceparent == null ? requestId : traceparent.substring(3, 35);
    }
}
