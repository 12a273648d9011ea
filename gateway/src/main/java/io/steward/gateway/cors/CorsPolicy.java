package io.steward.gateway.cors;

import io.steward.gateway.trace.RequestTrace;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Answers preflights and marks answers for the allowed origins. Tokens travel in a header, so credentials stay off. */
@Singleton
public class CorsPolicy {

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key,"
                    + " Last-Event-ID, X-Organization-Id, X-Request-Id, traceparent, tracestate";
    private static final String EXPOSED = "ETag, Location, Link, Retry-After, X-Request-Id, WWW-Authenticate";

    private final Set<String> origins;

    CorsPolicy(CorsSettings settings) {
        origins = Set.copyOf(settings.allowedOrigins().orElse(List.of()));
        for (var origin : origins) {
            if (!origin.matches("https?://[^/*]+")) {
                throw new IllegalArgumentException("allowed origin must be scheme://host[:port]: " + origin);
            }
        }
    }

    /** True when it was a preflight, which is answered here; else the answer to come is marked. */
    public boolean answered(HttpServerRequest request, RequestTrace trace) {
        if (origins.isEmpty()) {
            return false;
        }
        var headers = request.response().headers().set("Vary", "Origin");
        var origin = request.getHeader("Origin");
        if (origin == null || !origins.contains(origin)) {
            return false;
        }
        headers.set("Access-Control-Allow-Origin", origin);
        if (request.method() != HttpMethod.OPTIONS || request.getHeader("Access-Control-Request-Method") == null) {
            headers.set("Access-Control-Expose-Headers", EXPOSED);
            return false;
        }
        headers.set("Access-Control-Allow-Methods", METHODS)
                .set("Access-Control-Allow-Headers", REQUEST_HEADERS)
                .set("Access-Control-Max-Age", "600");
        trace.mark(request.response());
        request.response().setStatusCode(204).end();
        return true;
    }
}
