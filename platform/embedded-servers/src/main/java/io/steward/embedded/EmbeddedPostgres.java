package io.steward.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;

/** A real PostgreSQL as a child process, listening on 127.0.0.1 alone, with password authentication. */
public final class EmbeddedPostgres implements AutoCloseable {
    public static final String DATABASE = "steward";
    public static final String SUPERUSER = "postgres";

    private final PostgresOptions options;
    private ChildProcess process;

    private EmbeddedPostgres(PostgresOptions options, ChildProcess process) {
        this.options = options;
        this.process = process;
    }

    /**
     * Makes the cluster if there is none, starts the server and waits until it answers (within 60 s).
     *
     * @throws ServerException with the last lines of the server's log
     */
    public static EmbeddedPostgres start(PostgresOptions options) {
        var server = new EmbeddedPostgres(options, null);
        server.start();
        return server;
    }

    /** One that is already running, for example started by an earlier process. */
    public static EmbeddedPostgres attach(PostgresOptions options, ChildProcess process) {
        return new EmbeddedPostgres(options, process);
    }

    /** One that is not started yet; see {@link #launch()}. */
    public static EmbeddedPostgres prepare(PostgresOptions options) {
        return new EmbeddedPostgres(options, null);
    }

    /** Starts again after {@link #stop()} or {@link #kill()}: same port, same data. */
    public void start() {
        if (isRunning()) {
            return;
        }
        launch();
        try {
            awaitReady();
        } catch (ServerException e) {
            process.kill();
            throw e;
        }
    }

    /** Unpacks the programs and makes the cluster, where that has not been done; an interrupt ends it. */
    public void initialise() {
        new PostgresCluster(options).initialise();
    }

    /** Makes the cluster if there is none and starts the server, without waiting until it answers. */
    public ChildProcess launch() {
        initialise();
        var cluster = new PostgresCluster(options);
        cluster.clearStaleLock();
        process = ChildProcess.start(cluster.serverCommand(), Map.of(), options.log());
        return process;
    }

    /**
     * Waits until the superuser can log in.
     *
     * @throws ServerException with the last lines of the log
     */
    public void awaitReady() {
        Await.ready("PostgreSQL", process, this::answers, Duration.ofSeconds(60), options.log());
    }

    /** Fast shutdown: sessions are ended, data is written, the process goes; killed if that takes more than 30 s. */
    public void stop() {
        process.stop(Signal.INT, Duration.ofSeconds(30));
    }

    /** kill -9 of the server; its workers notice and go too. */
    public void kill() {
        process.kill();
    }

    /** Every process of the server stops; connections hang. */
    public void freeze() {
        process.freeze();
    }

    public void thaw() {
        process.thaw();
    }

    public boolean isRunning() {
        return process != null && process.isRunning();
    }

    public ChildProcess process() {
        return process;
    }

    public long pid() {
        return process.pid();
    }

    public int port() {
        return options.port();
    }

    public PostgresOptions options() {
        return options;
    }

    /** {@code jdbc:postgresql://127.0.0.1:<port>/<database>}, without credentials. */
    public String jdbcUrl(String database) {
        return "jdbc:" + url(database);
    }

    /** {@code postgresql://127.0.0.1:<port>/<database>}, as reactive clients write it. */
    public String url(String database) {
        return "postgresql://127.0.0.1:" + port() + "/" + database;
    }

    /** A connection of the superuser. */
    public Connection superuser(String database) throws SQLException {
        return connect(database, SUPERUSER, options.superuserPassword());
    }

    public Connection connect(String database, String user, String password) throws SQLException {
        var properties = new Properties();
        properties.put("user", user);
        properties.put("password", password);
        properties.put("connectTimeout", "5");
        properties.put("loginTimeout", "5");
        return DriverManager.getConnection(jdbcUrl(database), properties);
    }

    /** {@link #bootstrap(String, DatabaseRoles)} of the database {@link #DATABASE}. */
    public void bootstrap(DatabaseRoles roles) {
        bootstrap(DATABASE, roles);
    }

    /**
     * Creates the database, the services' schemas, roles and rights, as {@code deploy/postgres/bootstrap.sql} says. May be
     * run again at any time; passwords are then those of {@code roles}. Roles are shared by all databases of the server.
     */
    public void bootstrap(String database, DatabaseRoles roles) {
        try {
            createDatabase(database);
            try (Connection connection = superuser(database)) {
                try (PreparedStatement set = connection.prepareStatement("SELECT set_config(?, ?, false)")) {
                    for (Map.Entry<String, String> role : roles.passwords().entrySet()) {
                        set.setString(1, "steward." + role.getKey() + "_password");
                        set.setString(2, role.getValue());
                        set.execute();
                    }
                }
                try (var statement = connection.createStatement()) {
                    statement.execute(bootstrapSql());
                }
            }
        } catch (SQLException e) {
            throw new ServerException("cannot bootstrap the database " + database + ": " + e.getMessage(), e);
        }
    }

    /** The script of {@code deploy/postgres/bootstrap.sql}. */
    public static String bootstrapSql() {
        try (InputStream in = EmbeddedPostgres.class.getResourceAsStream("/io/steward/embedded/bootstrap.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ServerException("cannot read bootstrap.sql", e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void createDatabase(String database) throws SQLException {
        try (Connection connection = superuser("postgres")) {
            try (PreparedStatement find = connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
                find.setString(1, database);
                if (find.executeQuery().next()) {
                    return;
                }
            }
            try (var statement = connection.createStatement()) {
                statement.execute(
                        "CREATE DATABASE " + statement.enquoteIdentifier(database, true) + " TEMPLATE template0");
            }
        }
    }

    private boolean answers() {
        if (!FreePort.answers(port())) {
            return false;
        }
        try (Connection connection = superuser("postgres")) {
            return connection.isValid(2);
        } catch (SQLException e) {
            // 28xxx: the server is up, but this isn't its password. Waiting would not help.
            if (e.getSQLState() != null && e.getSQLState().startsWith("28")) {
                throw new ServerException("PostgreSQL on port " + port() + " refuses the superuser's password", e);
            }
            return false;
        }
    }
}
