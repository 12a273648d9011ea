package io.steward.gateway.route;

import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Set;
import java.util.TreeMap;

/** Finds the route of a path; the longest prefix wins. Building it validates the configuration. */
@Singleton
public class RouteTable {

    private final Route[] longestFirst;
    private final TreeMap<String, Route> services = new TreeMap<>();
    private final Set<String> streams;

    RouteTable(RouteSettings settings) {
        var byPrefix = new HashMap<String, Route>();
        settings.services().forEach((name, service) -> {
            for (var prefix : service.prefixes()) {
                var route = Route.to(name, service, prefix);
                var other = byPrefix.put(prefix, route);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "prefix " + prefix + " is routed to " + other.service() + " and to " + name);
                }
                services.put(name, route);
            }
        });
        if (byPrefix.isEmpty()) {
            throw new IllegalArgumentException("steward.gateway.routes.services names no route");
        }
        longestFirst = byPrefix.values().stream()
                .sorted(Comparator.comparingInt((Route route) -> -route.prefix().length()))
                .toArray(Route[]::new);
        streams = Set.copyOf(settings.streams().orElse(java.util.List.of()));
    }

    /** The route of an {@link RequestPath#acceptable acceptable} path, or null. */
    public Route find(String path) {
        for (var route : longestFirst) {
            if (route.matches(path)) {
                return route;
            }
        }
        return null;
    }

    /** One route of each service, in the order of their names. */
    public Iterable<Route> services() {
        return services.values();
    }

    public boolean isStream(String path) {
        return streams.contains(path);
    }

    @Override
    public String toString() {
        return Arrays.toString(longestFirst);
    }
}
