package io.steward.gateway.route;

import java.util.Locale;
import java.util.regex.Pattern;

/** A prefix and the service that answers below it; cannot be built wrong. */
public record Route(String prefix, String service, String host, int port, boolean tls) {

    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)+");

    public Route {
        if (!PREFIX.matcher(prefix).matches() || !RequestPath.acceptable(prefix)) {
            throw new IllegalArgumentException("route prefix of " + service + " is no plain path: " + prefix);
        }
        if (prefix.equals("/internal") || prefix.startsWith("/internal/")) {
            throw new IllegalArgumentException("what services offer to each other is never routed: " + prefix);
        }
        if (prefix.equals("/q") || prefix.startsWith("/q/")) {
            throw new IllegalArgumentException("management paths are never routed: " + prefix);
        }
    }

    static Route to(String name, RouteSettings.Service service, String prefix) {
        var url = service.url();
        var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        var tls = scheme.equals("https");
        if ((!tls && !scheme.equals("http")) || url.getHost() == null) {
            throw new IllegalArgumentException("url of service " + name + " must be http(s)://host[:port]: " + url);
        }
        if (!url.getRawPath().isEmpty() && !url.getRawPath().equals("/")) {
            throw new IllegalArgumentException("url of service " + name + " must have no path: " + url);
        }
        var port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
        return new Route(prefix, name, url.getHost(), port, tls);
    }

    /** Whole segments only: {@code /api/v1/tickets} does not match {@code /api/v1/ticketsandmore}. */
    boolean matches(String path) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
