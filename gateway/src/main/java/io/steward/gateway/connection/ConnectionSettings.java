package io.steward.gateway.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How many connections clients may hold, and how long the head of a request may take. */
@ConfigMapping(prefix = "steward.gateway.connections")
public interface ConnectionSettings {

    /** Connections at once, of all clients. More are closed at once. */
    @WithDefault("20000")
    int most();

    /**
     * Connections at once of one network address (of one /64 network of IPv6). More are closed at once. It does not apply where a balancer in front says
     * who comes ({@code quarkus.http.proxy.proxy-address-forwarding}): there all connections are the balancer's. 0 switches it off.
     */
    @WithDefault("1024")
    int perAddress();

    /** How long the head of a request may take from its first byte to its last, and the first head (with a TLS handshake) from the connection on. */
    @WithDefault("10s")
    Duration head();
}
