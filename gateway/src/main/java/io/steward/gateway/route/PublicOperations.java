package io.steward.gateway.route;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operations that need no token. A HEAD is as public as its GET. */
@Singleton
public class PublicOperations {

    private static final String BELOW = "/**";

    private final Map<String, Set<String>> exact = new HashMap<>();
    private final Map<String, Set<String>> below = new HashMap<>();
    private final Set<String> basic;

    PublicOperations(RouteSettings settings) {
        for (var operation : settings.publicOperations()) {
            var parts = operation.strip().split(" +");
            if (parts.length != 2 || !parts[0].matches("[A-Z]+") || !parts[1].startsWith("/")) {
                throw new IllegalArgumentException("public operation must read 'METHOD /path': " + operation);
            }
            var isTree = parts[1].endsWith(BELOW);
            var path = isTree ? parts[1].substring(0, parts[1].length() - BELOW.length()) : parts[1];
            if (!RequestPath.acceptable(path) || path.contains("*")) {
                throw new IllegalArgumentException("public operation has no plain path: " + operation);
            }
            (isTree ? below : exact)
                    .computeIfAbsent(parts[0], method -> new HashSet<>())
                    .add(path);
        }
        basic = Set.copyOf(settings.basicAuthentication().orElse(List.of()));
        for (var operation : basic) {
            var parts = operation.split(" ", -1);
            if (parts.length != 2 || !contains(parts[0], parts[1])) {
                throw new IllegalArgumentException("basic authentication must be of a public operation: " + operation);
            }
        }
    }

    /** Whether HTTP Basic goes on to the service, which checks it. */
    public boolean takesBasic(String method, String path) {
        return basic.contains(method + " " + path);
    }

    /** Whether an {@link RequestPath#acceptable acceptable} path may be called so without a token. */
    public boolean contains(String method, String path) {
        var asked = method.equals("HEAD") ? "GET" : method;
        if (exact.getOrDefault(asked, Set.of()).contains(path)) {
            return true;
        }
        for (var tree : below.getOrDefault(asked, Set.of())) {
            if (path.startsWith(tree) && (path.length() == tree.length() || path.charAt(tree.length()) == '/')) {
                return true;
            }
        }
        return false;
    }
}
