package io.steward.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    private Path home;

    @Test
    void areMadeOnceAndOnlyTheOwnerReadsThem() throws Exception {
        Secrets first = Secrets.in(home);
        Secrets second = Secrets.in(home);

        assertThat(second).isEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secrets.properties"))))
                .isEqualTo("rw-------");
    }

    @Test
    void areAllDifferentAndLong() {
        Secrets secrets = Secrets.in(home);
        var all = new HashSet<>(secrets.roles().passwords().values());
        all.add(secrets.superuserPassword());
        assertThat(all).hasSize(16).allMatch(p -> p.length() >= 24);
        assertThat(Base64.getDecoder().decode(secrets.masterKey())).hasSize(32);
    }

    @Test
    void anOlderFileGetsWhatItLacksAndKeepsWhatItHas() throws Exception {
        Secrets made = Secrets.in(home);
        Path file = home.resolve("secrets.properties");
        String older = Files.readString(file).replaceFirst("gateway-secret=.*\n", "");
        Files.writeString(file, older.stripTrailing());

        Secrets read = Secrets.in(home);

        assertThat(read.gatewaySecret()).hasSizeGreaterThanOrEqualTo(32).isNotEqualTo(made.gatewaySecret());
        assertThat(read.masterKey()).isEqualTo(made.masterKey());
        assertThat(read.roles()).isEqualTo(made.roles());
        assertThat(Secrets.in(home)).isEqualTo(read);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void areNotPrinted() {
        assertThat(Secrets.in(home)).hasToString("Secrets[]");
        assertThat(Secrets.in(home).roles().toString())
                .doesNotContain(Secrets.in(home).roles().password("ticket", "app"));
    }
}
