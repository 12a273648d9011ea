package io.steward.gateway;

import java.util.Map;

/** As {@link Settings}, with bounds that a few sockets exceed. */
public class BoundsSettings extends Settings {

    static final int REQUESTS = 40;
    /** Of each event loop there are eight at least; no test has so many loops that these are not exceeded. */
    static final int UPSTREAM = 8;

    @Override
    public Map<String, String> start() {
        var settings = super.start();
        settings.put("quarkus.vertx.event-loops-pool-size", "2");
        settings.put("steward.gateway.routes.connections", Integer.toString(UPSTREAM));
        settings.put("steward.gateway.under-way.requests-per-address", Integer.toString(REQUESTS));
        settings.put("steward.gateway.under-way.streams-per-account", "2");
        settings.put("steward.gateway.under-way.bodies", "1M");
        settings.put("steward.gateway.under-way.transfers", "6");
        settings.put("steward.gateway.under-way.transfers-per-address", "2");
        settings.put("steward.gateway.under-way.patience", "2s");
        return settings;
    }
}
