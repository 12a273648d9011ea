package io.steward.gateway.limit;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The largest body of a path, in bytes; the rule with the most segments wins. */
@Singleton
public class BodyLimits {

    private final long usual;
    private final List<Rule> rules = new ArrayList<>();

    BodyLimits(LimitSettings settings) {
        usual = positive("body", settings.body());
        settings.bodies().forEach((path, size) -> {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("body limit of a path that does not begin with /: " + path);
            }
            rules.add(new Rule(path.substring(1).split("/"), positive(path, size)));
        });
        rules.sort(Comparator.comparingInt((Rule rule) -> -rule.segments.length));
    }

    public long of(String path) {
        if (rules.isEmpty()) {
            return usual;
        }
        var segments = path.substring(1).split("/");
        for (var rule : rules) {
            if (rule.matches(segments)) {
                return rule.bytes;
            }
        }
        return usual;
    }

    private static long positive(String name, MemorySize size) {
        if (size.asLongValue() <= 0) {
            throw new IllegalArgumentException("limit must be positive: " + name);
        }
        return size.asLongValue();
    }

    private record Rule(String[] segments, long bytes) {
        boolean matches(String[] path) {
            if (path.length < segments.length) {
                return false;
            }
            for (var i = 0; i < segments.length; i++) {
                if (!segments[i].equals("*") && !segments[i].equals(path[i])) {
                    return false;
                }
            }
            return true;
        }
    }
}
