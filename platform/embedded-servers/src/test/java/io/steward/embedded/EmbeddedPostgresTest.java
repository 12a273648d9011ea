package io.steward.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final DatabaseRoles ROLES = DatabaseRoles.generate(() -> "secret-of-a-test");

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.start(PostgresOptions.forTests(folder));
        postgres.bootstrap(ROLES);
    }

    @AfterAll
    static void stop() {
        postgres.stop();
        assertThat(postgres.isRunning()).isFalse();
        assertThat(FreePort.isFree(postgres.port())).isTrue();
    }

    @Test
    void bootstrapMayRunAgainAndSetsNewPasswords() throws SQLException {
        var changed = new HashMap<>(ROLES.passwords());
        changed.put("sla_relay", "another");
        postgres.bootstrap(new DatabaseRoles(changed));

        assertThatThrownBy(() -> postgres.connect("steward", "sla_relay", "secret-of-a-test"))
                .hasMessageContaining("password authentication failed");
        postgres.connect("steward", "sla_relay", "another").close();
        postgres.bootstrap(ROLES);
    }

    @Test
    void noRoleReadsAnotherServicesSchema() throws SQLException {
        for (String owner : DatabaseRoles.SERVICES) {
            execute(owner, "migrator", "CREATE TABLE IF NOT EXISTS " + owner + ".wall(id int)");
            execute(owner, "migrator", "GRANT SELECT ON " + owner + ".wall TO " + owner + "_app");
            execute(owner, "app", "SELECT * FROM wall");
            for (String stranger : DatabaseRoles.SERVICES) {
                for (String kind : DatabaseRoles.KINDS) {
                    if (!stranger.equals(owner)) {
                        assertThatThrownBy(() -> execute(stranger, kind, "SELECT * FROM " + owner + ".wall"))
                                .as("%s_%s in %s", stranger, kind, owner)
                                .hasMessageContaining("permission denied for schema " + owner);
                    }
                }
            }
        }
    }

    @Test
    void onlyTheMigratorCreatesTables() {
        for (String kind : new String[] {"app", "relay"}) {
            assertThatThrownBy(() -> execute("ticket", kind, "CREATE TABLE ticket.intruder(id int)"))
                    .hasMessageContaining("permission denied");
        }
        assertThatThrownBy(() -> execute("ticket", "migrator", "CREATE TABLE public.intruder(id int)"))
                .hasMessageContaining("permission denied for schema public");
    }

    @Test
    void noRoleIsPrivileged() throws SQLException {
        try (Connection connection = postgres.superuser("steward");
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM pg_roles WHERE rolname ~ '_(migrator|app|relay)$' AND NOT"
                                + " (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(15);
        }
    }

    @Test
    void extensionsWorkForTheServices() throws SQLException {
        execute("ticket", "migrator", "CREATE TABLE IF NOT EXISTS ext(tenant uuid, words tsvector, title text)");
        execute("ticket", "migrator", "CREATE INDEX IF NOT EXISTS ext_gin ON ext USING gin (tenant, words)");
        execute("ticket", "migrator", "CREATE INDEX IF NOT EXISTS ext_trgm ON ext USING gin (title gin_trgm_ops)");
        execute("ticket", "app", "SELECT similarity('printer', 'printers')");
    }

    @Test
    void nobodyEntersWithoutAPassword() {
        assertThatThrownBy(() -> postgres.connect("steward", "ticket_app", "")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> postgres.connect("steward", "postgres", "guess"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void dataOutlivesARestartAndACrash(@TempDir Path own) throws SQLException {
        try (var server =
                EmbeddedPostgres.start(PostgresOptions.durable(own, FreePort.next(), "superuser-of-a-test"))) {
            try (Connection connection = server.superuser("postgres")) {
                connection.createStatement().execute("CREATE TABLE kept(id int); INSERT INTO kept VALUES (7)");
            }
            server.stop();
            assertThat(server.isRunning()).isFalse();
            server.start();
            // More than once: what a killed server leaves behind takes its time to go.
            for (int time = 0; time < 5; time++) {
                server.kill();
                assertThat(server.isRunning()).isFalse();
                server.start();
            }
            try (Connection connection = server.superuser("postgres");
                    ResultSet rows = connection.createStatement().executeQuery("SELECT id FROM kept")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(7);
            }
        }
    }

    @Test
    void aFrozenServerHangsAndGoesOn() throws SQLException {
        try (Connection connection = postgres.superuser("steward")) {
            postgres.freeze();
            try {
                connection.setNetworkTimeout(
                        Runnable::run, (int) Duration.ofMillis(300).toMillis());
                assertThatThrownBy(() -> connection.createStatement().execute("SELECT 1"))
                        .isInstanceOf(SQLException.class);
            } finally {
                postgres.thaw();
            }
        }
        postgres.superuser("steward").close();
    }

    private static void execute(String service, String kind, String sql) throws SQLException {
        try (Connection connection = postgres.connect("steward", service + "_" + kind, ROLES.password(service, kind))) {
            connection.createStatement().execute(sql);
        }
    }
}
