package io.steward.identity.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds what the operations of all services ask for against the permissions that a role can have: no operation that nobody may call. Reads the sources. */
class PermissionsOfServicesTest {
    private static final Pattern ASKED = Pattern.compile("@PermissionsAllowed\\(\\{?([^)}]*)}?\\)");
    private static final Pattern CONSTANT = Pattern.compile("String\\s+(\\w+)\\s*=\\s*\"([a-z-]+:[a-z-]+)\"");
    private static final List<String> SERVICES = List.of("identity", "ticket", "sla", "notification", "knowledge");

    @Test
    void every_permission_that_an_operation_asks_for_is_one_that_roles_can_have() throws IOException {
        Map<String, String> unknown = new TreeMap<>();
        int asked = 0;
        for (String service : SERVICES) {
            List<Path> sources = sources(service);
            Map<String, Set<String>> constants = constants(sources);
            for (Path source : sources) {
                for (String permission : asked(source, constants)) {
                    asked++;
                    if (!Permissions.OF_ORGANIZATION.contains(permission)
                            && !Permissions.OF_INSTALLATION.contains(permission)) {
                        unknown.put(permission, source.getFileName().toString());
                    }
                }
            }
        }
        assertThat(asked).as("permissions found in the sources").isGreaterThan(60);
        assertThat(unknown)
                .as(
                        "asked for by an operation, and unknown: add it to identity's role/Permissions.java, and to the roles in role/ShippedRoles.java that are to have it")
                .isEmpty();
    }

    /** Of a constant that has more than one value in a service, all. */
    private static List<String> asked(Path source, Map<String, Set<String>> constants) {
        List<String> permissions = new ArrayList<>();
        ASKED.matcher(text(source)).results().forEach(found -> {
            for (String argument : found.group(1).split(",")) {
                String plain = argument.strip();
                if (plain.startsWith("\"")) {
                    permissions.add(plain.replace("\"", ""));
                } else {
                    String name = plain.substring(plain.lastIndexOf('.') + 1);
                    assertThat(constants)
                            .as("the value of %s in %s", plain, source)
                            .containsKey(name);
                    permissions.addAll(constants.get(name));
                }
            }
        });
        return permissions;
    }

    private static Map<String, Set<String>> constants(List<Path> sources) {
        Map<String, Set<String>> constants = new HashMap<>();
        for (Path source : sources) {
            CONSTANT.matcher(text(source)).results().forEach(found -> constants
                    .computeIfAbsent(found.group(1), name -> new HashSet<>())
                    .add(found.group(2)));
        }
        return constants;
    }

    private static List<Path> sources(String service) throws IOException {
        Path root = Path.of(System.getProperty("steward.root"), service + "-service", "src", "main", "java");
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
