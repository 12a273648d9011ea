package io.steward.identity.gitconnection;

import io.steward.kit.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** The address of a Git server in one form, so that the same server is not connected twice. Nothing here speaks to it. */
record ServerUrl(String text) {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;
    private static final int LONGEST = 255;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * @param loopbackHttp whether {@code http} may be spoken on this machine
     * @throws Problem 400 for what is no address of a server, or one without TLS
     */
    static ServerUrl of(String text, boolean loopbackHttp) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw invalid("must be the address of a server, such as https://git.example.org");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw invalid("must have a host, and neither a user, a query nor a fragment");
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && loopbackHttp && LOOPBACK.contains(host))) {
            throw invalid("must begin with https://");
        }
        String normal = scheme + "://" + host + port(uri.getPort(), scheme)
                + path(uri.normalize().getRawPath());
        if (normal.length() > LONGEST) {
            throw invalid("must have at most " + LONGEST + " characters");
        }
        return new ServerUrl(normal);
    }

    private static String port(int port, String scheme) {
        if (port == 0 || port > 65_535) {
            throw invalid("must have a port from 1 to 65535");
        }
        return port < 0 || port == (scheme.equals("https") ? HTTPS : HTTP) ? "" : ":" + port;
    }

    private static String path(String path) {
        return path == null ? "" : path.replaceFirst("/+$", "");
    }

    private static Problem invalid(String message) {
        return Problem.badRequest("invalid-value", "The property " + message + ".")
                .with("field", "serverUrl");
    }
}
