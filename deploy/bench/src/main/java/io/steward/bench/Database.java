package io.steward.bench;

import io.steward.local.RunningStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The database as its superuser sees it, past the tenant wall: to fill it, and to build what the API is compared with. */
final class Database implements AutoCloseable {
    static final String SUPERUSER = "postgres";

    private final Connection connection;

    Database(RunningStack stack) {
        var properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", stack.superuserPassword());
        properties.setProperty("ApplicationName", "steward-bench");
        try {
            connection = DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + stack.databasePort() + "/" + stack.database(), properties);
        } catch (SQLException e) {
            throw new BenchException("Cannot reach the database: " + e.getMessage(), e);
        }
    }

    /** Runs statements, each in a transaction of its own. */
    void run(String... statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new BenchException("A statement of the bench's own failed: " + e.getMessage(), e);
        }
    }

    /** Stores the tickets as a person's doing would, so that history is written as always; no events are. */
    void store(TicketStock stock) {
        run(
                "SET search_path = ticket, public",
                "SET app.cause = 'bench'",
                stock.insert(),
                "RESET search_path",
                "VACUUM ANALYZE ticket.tickets, ticket.ticket_history, ticket.comments");
    }

    /** The first column of the first row. */
    String ask(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new BenchException("A query of the bench's own failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new BenchException("The database connection does not close: " + e.getMessage(), e);
        }
    }
}
