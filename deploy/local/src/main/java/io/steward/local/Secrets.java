package io.steward.local;

import io.steward.embedded.DatabaseRoles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Passwords and keys of this installation, made at the first start and kept in {@code secrets.properties} (mode 600).
 *
 * @param masterKey base64 of 32 random bytes
 * @param gatewaySecret what the gateway proves itself by to identity
 */
record Secrets(String superuserPassword, DatabaseRoles roles, String masterKey, String gatewaySecret) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String SUPERUSER = "postgres";
    private static final String MASTER_KEY = "master-key";
    private static final String GATEWAY_SECRET = "gateway-secret";

    /** Reads the file in {@code home}, or makes it. */
    static Secrets in(Path home) {
        Path file = home.resolve("secrets.properties");
        try {
            if (!Files.exists(file)) {
                var made = new LinkedHashMap<String, String>();
                made.put(SUPERUSER, password());
                DatabaseRoles.names().forEach(role -> made.put(role, password()));
                made.put(MASTER_KEY, Base64.getEncoder().encodeToString(bytes(32)));
                made.put(GATEWAY_SECRET, newGatewaySecret());
                PrivateFile.write(file, lines(made));
            } else if (!properties(file).containsKey(GATEWAY_SECRET)) {
                // Made before there was one.
                PrivateFile.write(
                        file,
                        Files.readString(file).stripTrailing() + "\n"
                                + lines(Map.of(GATEWAY_SECRET, newGatewaySecret())));
            }
            return read(file);
        } catch (IOException e) {
            throw new SettingsException("cannot read or write " + file + ": " + e.getMessage());
        }
    }

    /** 144 random bits in characters that need no quoting anywhere. */
    static String password() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(18));
    }

    private static String newGatewaySecret() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(32));
    }

    private static String lines(Map<String, String> made) {
        return made.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue() + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return "Secrets[]";
    }

    private static Properties properties(Path file) throws IOException {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return properties;
    }

    private static Secrets read(Path file) throws IOException {
        var properties = properties(file);
        Map<String, String> roles = DatabaseRoles.names().stream()
                .collect(Collectors.toMap(role -> role, role -> required(properties, role, file)));
        return new Secrets(
                required(properties, SUPERUSER, file),
                new DatabaseRoles(roles),
                required(properties, MASTER_KEY, file),
                required(properties, GATEWAY_SECRET, file));
    }

    private static String required(Properties properties, String name, Path file) {
        String value = properties.getProperty(name, "");
        if (value.isBlank()) {
            throw new SettingsException(file + " has no " + name);
        }
        return value;
    }

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
