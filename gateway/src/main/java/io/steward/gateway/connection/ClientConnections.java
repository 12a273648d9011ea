package io.steward.gateway.connection;

import io.micrometer.core.instrument.MeterRegistry;
import io.steward.gateway.limit.Network;
import io.steward.http.Connections;
import io.steward.http.Connections.Limits;
import io.steward.http.Connections.Reason;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The connections of the gateway's clients, bounded by {@link ConnectionSettings} and counted. */
@Singleton
public class ClientConnections {

    @Produces
    @Singleton
    Connections connections(
            ConnectionSettings settings,
            @ConfigProperty(name = "quarkus.http.proxy.proxy-address-forwarding", defaultValue = "false")
                    boolean behindBalancer,
            MeterRegistry meters) {
        boolean anyNumber = behindBalancer || settings.perAddress() == 0;
        var limits =
                new Limits(settings.most(), anyNumber ? Integer.MAX_VALUE : settings.perAddress(), settings.head());
        var connections = new Connections(limits, Network::of, reason -> meters.counter(
                        "steward.gateway.connections.closed", "reason", name(reason))
                .increment());
        meters.gauge("steward.gateway.connections", connections, Connections::open);
        return connections;
    }

    private static String name(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
