package io.steward.gateway.proxy;

import io.steward.gateway.limit.ClientAddress;
import io.steward.gateway.trace.RequestTrace;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Set;

/**
 * Which headers go on. Hop-by-hop ones end here (RFC 9110 7.6.1), and so does whatever a client could use to say who it
 * is or where it comes from; the gateway says the latter itself.
 */
final class PassedHeaders {

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");
    private static final Set<String> SET_HERE = Set.of(
            "host",
            "expect",
            "content-length",
            "forwarded",
            "x-real-ip",
            "x-request-id",
            "traceparent",
            "via",
            "x-api-key");
    private static final String[] SPOOFABLE = {
        "x-forwarded-", "x-user-", "x-tenant-", "x-steward-", "x-authenticated-", "x-original-", "x-rewrite-"
    };

    private PassedHeaders() {}

    /**
     * Fills the headers of the request to the service.
     *
     * @param withAuthorization false drops the client's credentials
     */
    static void toService(HttpServerRequest request, RequestTrace trace, boolean withAuthorization, MultiMap target) {
        var source = request.headers();
        var named = namedByConnection(source);
        for (var header : source) {
            var name = lower(header.getKey());
            if (goesOn(name)
                    && !named.contains(name)
                    && (withAuthorization || !name.equals("authorization"))
                    && (trace.inherited() || !name.equals("tracestate"))) {
                target.add(header.getKey(), header.getValue());
            }
        }
        target.set(RequestTrace.REQUEST_ID, trace.requestId());
        target.set("traceparent", trace.traceparent());
        target.set("X-Forwarded-For", ClientAddress.of(request));
        target.set("X-Forwarded-Proto", request.isSSL() ? "https" : "http");
        var host = request.getHeader("Host");
        if (host != null) {
            target.set("X-Forwarded-Host", host);
        }
    }

    /** Adds the headers of the service's answer to those the gateway has set. */
    static void toClient(MultiMap source, String path, MultiMap target) {
        var named = namedByConnection(source);
        for (var header : source) {
            var name = lower(header.getKey());
            if (!HOP_BY_HOP.contains(name)
                    && !name.equals("server")
                    && !name.equals("x-request-id")
                    && !name.equals("x-content-type-options")
                    && !name.startsWith("access-control-")
                    && !named.contains(name)) {
                target.add(header.getKey(), header.getValue());
            }
        }
        if (!target.contains("Cache-Control") && path.startsWith("/api/")) {
            target.set("Cache-Control", "no-store");
        }
    }

    private static boolean goesOn(String lowerName) {
        // Some servers read _ as -.
        var name = lowerName.indexOf('_') < 0 ? lowerName : lowerName.replace('_', '-');
        if (HOP_BY_HOP.contains(name) || SET_HERE.contains(name)) {
            return false;
        }
        if (name.startsWith("x-")) {
            for (var prefix : SPOOFABLE) {
                if (name.startsWith(prefix)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Set<String> namedByConnection(MultiMap headers) {
        var connection = headers.get("Connection");
        if (connection == null || connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close")) {
            return Set.of();
        }
        var names = new java.util.HashSet<String>();
        for (var value : headers.getAll("Connection")) {
            for (var name : value.split(",")) {
                names.add(lower(name.strip()));
            }
        }
        return names;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
