package io.steward.local;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that can be set from outside, by environment variables; see {@link Usage}.
 *
 * @param root the working copy, where the built services are
 * @param home data, logs and secrets
 * @param cache unpacked programs and class archives; outlives a purge
 * @param wanted what {@code up} starts
 */
record Settings(
        Path root,
        Path home,
        Path cache,
        Set<Component> wanted,
        Map<Port, Integer> ports,
        Optional<String> adminEmail,
        Optional<String> adminPassword) {

    /** @throws SettingsException naming the setting that is wrong */
    static Settings from(Path root, Map<String, String> environment) {
        Path home = text(environment, "STEWARD_HOME").map(Path::of).orElse(root.resolve(".steward"));
        Path cache = text(environment, "STEWARD_CACHE").map(Path::of).orElse(home.resolve("cache"));
        return new Settings(
                root.toAbsolutePath().normalize(),
                home.toAbsolutePath().normalize(),
                cache.toAbsolutePath().normalize(),
                wanted(environment),
                ports(environment),
                text(environment, "STEWARD_ADMIN_EMAIL"),
                text(environment, "STEWARD_ADMIN_PASSWORD"));
    }

    int port(Component component) {
        return ports.get(Port.of(component));
    }

    /** 0 for what is no service. */
    int managementPort(Component component) {
        return ports.getOrDefault(Port.managementOf(component), 0);
    }

    Path log(Component component) {
        return home.resolve("logs").resolve(component.id() + ".log");
    }

    Path data(Component component) {
        return home.resolve("data").resolve(component.id());
    }

    Path jar(Component component) {
        return root.resolve(component.module()).resolve("target/quarkus-app/quarkus-run.jar");
    }

    String url(Component component) {
        return "http://127.0.0.1:" + port(component);
    }

    /** The password stays out of logs and messages. */
    @Override
    public String toString() {
        return "Settings[home=" + home + ", wanted=" + wanted + "]";
    }

    private static Set<Component> wanted(Map<String, String> environment) {
        Optional<String> only = text(environment, "STEWARD_ONLY");
        if (only.isEmpty()) {
            return EnumSet.allOf(Component.class);
        }
        var wanted = EnumSet.noneOf(Component.class);
        for (String name : only.get().split(",")) {
            wanted.add(Component.named(name.strip())
                    .orElseThrow(
                            () -> new SettingsException("STEWARD_ONLY: there is no \"" + name.strip() + "\"; there are "
                                    + String.join(
                                            ", ",
                                            EnumSet.allOf(Component.class).stream()
                                                    .map(Component::id)
                                                    .toList()))));
        }
        return wanted;
    }

    private static Map<Port, Integer> ports(Map<String, String> environment) {
        var ports = new LinkedHashMap<Port, Integer>();
        var owners = new HashMap<Integer, Port>();
        for (Port port : Port.all()) {
            int number =
                    text(environment, port.setting()).map(v -> number(port, v)).orElse(port.standard());
            Port other = owners.put(number, port);
            if (other != null) {
                throw new SettingsException(
                        port.setting() + " and " + other.setting() + " are both " + number + "; move one of them");
            }
            ports.put(port, number);
        }
        return ports;
    }

    private static int number(Port port, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= 65_535) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new SettingsException(port.setting() + "=" + value + " is not a port number (1 to 65535)");
        }
        throw new SettingsException(port.setting() + "=" + value + " is not a port number (1 to 65535)");
    }

    private static Optional<String> text(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
    }
}
