package io.steward.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The bootstrap administrator. The password reaches identity by its environment at the first start. A made one is shown once
 * and kept beside the database passwords (mode 600), so that the demo can log in; one that was given is stored nowhere by us.
 */
final class Administrator {
    private final Path marker;
    private final boolean known;
    private final String email;
    private final Optional<String> password;
    private final boolean made;

    Administrator(Settings settings) {
        this.marker = settings.home().resolve("administrator");
        Optional<String> stored = stored();
        this.known = stored.isPresent();
        this.email = stored.or(settings::adminEmail).orElse("admin@steward.local");
        this.made = !known && settings.adminPassword().isEmpty();
        this.password = made ? Optional.of(Secrets.password()) : settings.adminPassword();
    }

    /** For identity's environment. */
    Map<String, String> environment() {
        return known || password.isEmpty()
                ? Map.of()
                : Map.of("STEWARD_ADMIN_EMAIL", email, "STEWARD_ADMIN_PASSWORD", password.get());
    }

    /** To be called when identity has started with {@link #environment()}. */
    void created() throws IOException {
        if (!known) {
            PrivateFile.write(marker, email + "\n" + (made ? password.orElseThrow() + "\n" : ""));
        }
    }

    /** How to log in; holds the password only in the call that made it. */
    String login() {
        if (made) {
            return email + " with password " + password.orElseThrow() + "  (shown only now)";
        }
        return email + (known ? " with the password of the first start" : " with the password you gave");
    }

    String email() {
        return email;
    }

    /** The password to log in with: the one in the environment, else the one that was made. */
    static Optional<String> knownPassword(Settings settings) {
        return settings.adminPassword().or(() -> line(settings.home().resolve("administrator"), 1));
    }

    private Optional<String> stored() {
        return line(marker, 0);
    }

    private static Optional<String> line(Path file, int number) {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream().skip(number).findFirst()
                    : Optional.empty();
        } catch (IOException e) {
            throw new SettingsException("cannot read " + file + ": " + e.getMessage());
        }
    }
}
