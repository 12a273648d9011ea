package io.steward.embedded;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The passwords of the services' database roles, by role name ({@code ticket_app}). All fifteen must be given.
 *
 * @param passwords role name → password
 */
public record DatabaseRoles(Map<String, String> passwords) {
    public static final List<String> SERVICES = List.of("identity", "ticket", "sla", "notification", "knowledge");
    public static final List<String> KINDS = List.of("migrator", "app", "relay");

    public DatabaseRoles {
        passwords = Map.copyOf(passwords);
        for (String role : names()) {
            if (passwords.getOrDefault(role, "").isBlank()) {
                throw new IllegalArgumentException("no password for the database role " + role);
            }
        }
    }

    /** A password from {@code source} for each role. */
    public static DatabaseRoles generate(Supplier<String> source) {
        var passwords = new LinkedHashMap<String, String>();
        names().forEach(role -> passwords.put(role, source.get()));
        return new DatabaseRoles(passwords);
    }

    /** All role names. */
    public static List<String> names() {
        return SERVICES.stream()
                .flatMap(s -> KINDS.stream().map(k -> s + "_" + k))
                .toList();
    }

    /** The password of one role, for example {@code password("ticket", "app")}. */
    public String password(String service, String kind) {
        String password = passwords.get(service + "_" + kind);
        if (password == null) {
            throw new IllegalArgumentException("no database role " + service + "_" + kind);
        }
        return password;
    }

    @Override
    public String toString() {
        return "DatabaseRoles[" + passwords.size() + " passwords]";
    }
}
