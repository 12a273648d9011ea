package io.steward.gateway.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.steward.gateway.route.RouteTable;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How long forwarded requests took, by service and class of status; how many event streams are open. */
@Singleton
public class GatewayMeters {

    private static final int CLASSES = 6;

    private final Map<String, Timer[]> timers = new HashMap<>();
    private final AtomicInteger streams;

    GatewayMeters(MeterRegistry registry, RouteTable routes) {
        streams = registry.gauge("steward.gateway.streams", new AtomicInteger());
        for (var route : routes.services()) {
            var byClass = new Timer[CLASSES];
            for (var digit = 1; digit < CLASSES; digit++) {
                byClass[digit] = Timer.builder("steward.gateway.requests")
                        .tag("service", route.service())
                        .tag("status", digit + "xx")
                        .register(registry);
            }
            timers.put(route.service(), byClass);
        }
    }

    void answered(String service, int status, long nanos) {
        timers.get(service)[Math.clamp(status / 100, 1, CLASSES - 1)].record(nanos, TimeUnit.NANOSECONDS);
    }

    void streamOpened() {
        streams.incrementAndGet();
    }

    void streamClosed() {
        streams.decrementAndGet();
    }
}
