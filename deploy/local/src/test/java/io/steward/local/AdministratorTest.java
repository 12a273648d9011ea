package io.steward.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdministratorTest {
    @TempDir
    private Path home;

    @Test
    void aPasswordIsMadeShownOnceAndKeptForItsOwnerAlone() throws Exception {
        var first = administrator(Map.of());
        String password = first.environment().get("STEWARD_ADMIN_PASSWORD");
        first.created();

        assertThat(password).hasSizeGreaterThanOrEqualTo(24);
        assertThat(first.login()).contains("admin@steward.local", password);
        var second = administrator(Map.of());
        assertThat(second.environment()).isEmpty();
        assertThat(second.login()).contains("admin@steward.local").doesNotContain(password);
        assertThat(Administrator.knownPassword(Settings.from(home, Map.of()))).contains(password);
        assertThat(Files.getPosixFilePermissions(home.resolve(".steward/administrator")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aGivenOneIsHandedOnAndNeitherShownNorStored() throws Exception {
        var given = administrator(Map.of("STEWARD_ADMIN_EMAIL", "me@x.test", "STEWARD_ADMIN_PASSWORD", "hush hush"));
        assertThat(given.environment())
                .containsOnly(
                        Map.entry("STEWARD_ADMIN_EMAIL", "me@x.test"),
                        Map.entry("STEWARD_ADMIN_PASSWORD", "hush hush"));
        assertThat(given.login()).contains("me@x.test").doesNotContain("hush");
        given.created();
        assertThat(Files.readString(home.resolve(".steward/administrator"))).doesNotContain("hush");
    }

    private Administrator administrator(Map<String, String> environment) {
        return new Administrator(Settings.from(home, environment));
    }
}
