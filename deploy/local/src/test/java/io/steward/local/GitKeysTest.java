package io.steward.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steward.embedded.DatabaseRoles;
import io.steward.embedded.EmbeddedPostgres;
import io.steward.embedded.PostgresOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On identity's own schema, as its relay role. */
class GitKeysTest {
    private static final String PASSWORD = "password-of-a-test";

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;

    @TempDir
    private Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private GitKeyset keyset;

    @BeforeAll
    static void schema() throws Exception {
        postgres = EmbeddedPostgres.start(PostgresOptions.forTests(folder.resolve("postgres")));
        postgres.bootstrap(DatabaseRoles.generate(() -> PASSWORD));
        try (Connection migrator = as("identity_migrator")) {
            for (Path migration : AuditVerificationTest.migrations()) {
                migrator.createStatement()
                        .execute(Files.readString(migration)
                                .replace("${app}", "identity_app")
                                .replace("${relay}", "identity_relay")
                                .replace("${migrator}", "identity_migrator"));
            }
        }
        sql(
                "INSERT INTO users (id, email, username, display_name, password_hash, password_changed_at, status, created_at,"
                        + " updated_at) VALUES (gen_random_uuid(), 'a', 'a', '', '', now(), 'ACTIVE', now(), now())");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void firstKey() throws SQLException {
        sql("DELETE FROM git_connections");
        keyset = new GitKeyset(home.resolve("keyset.json"));
        keyset.ensure();
    }

    @Test
    void the_file_is_made_once_and_only_its_owner_reads_it() throws Exception {
        String made = Files.readString(keyset.file());
        keyset.ensure();
        assertThat(Files.readString(keyset.file())).isEqualTo(made);
        keyset.addPrimary();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyset.file())))
                .isEqualTo("rw-------");
    }

    @Test
    void a_rotation_adds_a_key_that_encrypts_and_keeps_the_other() throws Exception {
        long first = keyset.keys().getFirst().id();

        assertThat(run("rotate")).isTrue();

        assertThat(keyset.keys()).hasSize(2).contains(new GitKeyset.Key(first, false));
        assertThat(keyset.keys().stream().filter(GitKeyset.Key::primary)).hasSize(1);
    }

    @Test
    void a_key_goes_only_when_nothing_is_encrypted_by_it() throws Exception {
        long first = keyset.keys().getFirst().id();
        encryptedBy(first);
        run("rotate");

        assertThat(runLater("prune")).isFalse();
        assertThat(text()).contains("Key " + first + " stays: 1 tokens");
        assertThat(keyset.keys()).hasSize(2);

        sql("UPDATE git_connections SET key_id = " + primary());
        assertThat(runLater("prune")).isTrue();
        assertThat(text()).contains("Key " + first + " is removed");
        assertThat(keyset.keys()).containsExactly(new GitKeyset.Key(primary(), true));
    }

    @Test
    void no_key_goes_before_every_instance_has_had_the_time_to_take_the_new_one() throws Exception {
        run("rotate");

        assertThat(run("prune")).isFalse();

        assertThat(keyset.keys()).hasSize(2);
    }

    @Test
    void no_key_goes_while_the_database_does_not_answer() {
        keyset.addPrimary();
        var keys = new GitKeys(
                keyset,
                () -> {
                    throw new SQLException("away");
                },
                Clock.offset(Clock.systemUTC(), Duration.ofHours(1)),
                new PrintStream(out));

        assertThatThrownBy(() -> keys.run("prune")).isInstanceOf(SQLException.class);
        assertThat(keyset.keys()).hasSize(2);
    }

    @Test
    void the_list_tells_what_each_key_has_encrypted_and_which_one_is_missing() throws Exception {
        encryptedBy(primary());
        encryptedBy(42);

        run("list");

        assertThat(text()).contains(primary() + "  encrypts  1 tokens").contains("42  MISSING   1 tokens");
    }

    @Test
    void a_damaged_file_is_named_and_left_alone() throws Exception {
        Files.writeString(keyset.file(), "damaged");

        assertThatThrownBy(() -> run("rotate"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(keyset.file().toString());
        assertThat(Files.readString(keyset.file())).isEqualTo("damaged");
    }

    @Test
    void what_is_no_command_changes_nothing() throws Exception {
        assertThat(run("rotate", "prune")).isFalse();
        assertThat(run("remove")).isFalse();
        assertThat(run("help")).isTrue();
        assertThat(keyset.keys()).hasSize(1);
    }

    private long primary() {
        return keyset.keys().stream()
                .filter(GitKeyset.Key::primary)
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static void encryptedBy(long key) throws SQLException {
        sql(
                "INSERT INTO git_connections SELECT gen_random_uuid(), id, 'github', gen_random_uuid()::text, 'a', '\\x00', "
                        + key + ", now() FROM users");
    }

    private boolean run(String... arguments) throws SQLException {
        return run(Clock.systemUTC(), arguments);
    }

    private boolean runLater(String... arguments) throws SQLException {
        return run(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2)), arguments);
    }

    private boolean run(Clock clock, String... arguments) throws SQLException {
        return new GitKeys(keyset, () -> as("identity_relay"), clock, new PrintStream(out)).run(arguments);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void sql(String sql) throws SQLException {
        try (Connection superuser = postgres.superuser(EmbeddedPostgres.DATABASE)) {
            superuser.createStatement().execute("SET search_path = identity, public; " + sql);
        }
    }

    private static Connection as(String role) throws SQLException {
        return postgres.connect(EmbeddedPostgres.DATABASE, role, PASSWORD);
    }
}
