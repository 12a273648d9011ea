package io.steward.gateway.route;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where requests go and which of them need no token. */
@ConfigMapping(prefix = "steward.gateway.routes")
public interface RouteSettings {

    /** Services by name. */
    Map<String, Service> services();

    /** Paths whose answer is an event stream: no time limit, and a connection pool of their own. */
    Optional<List<String>> streams();

    /** {@code METHOD /path} or {@code METHOD /path/**} (the path and all below it): passed without a token. */
    List<String> publicOperations();

    /**
     * {@code METHOD /path} of public operations whose service authenticates clients by HTTP Basic: that goes on as it came, where
     * credentials that are no valid token are dropped else.
     */
    Optional<List<String>> basicAuthentication();

    /** How long a service may be silent before the gateway answers 504. */
    @WithDefault("30s")
    Duration timeout();

    /** How long to wait for a connection to be established. */
    @WithDefault("2s")
    Duration connectTimeout();

    /** Connections to each service, all event loops together. */
    @WithDefault("256")
    int connections();

    /** Event streams open at once to each service, all event loops together. */
    @WithDefault("20000")
    int streamConnections();

    interface Service {
        /** Scheme, host and port, e.g. {@code http://127.0.0.1:8102}. */
        URI url();

        /** Path prefixes; each matches whole segments only. */
        List<String> prefixes();
    }
}
