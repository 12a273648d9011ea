package io.steward.local;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * {@code ./steward dlq list|show|replay|discard}: looks at events that a service could not handle and decides on them. A decision is a
 * state in the service's table, which the service carries out within a second; parked events of the key follow by themselves.
 */
public final class DeadLetters {
    private static final List<String> CONSUMERS = List.of("ticket", "sla", "notification", "knowledge");

    private final Settings settings;
    private final Secrets secrets;
    private final PrintStream out;

    DeadLetters(Settings settings, PrintStream out) {
        this.settings = settings;
        this.secrets = Secrets.in(settings.home());
        this.out = out;
    }

    public static void main(String[] arguments) {
        Settings settings = Settings.from(Path.of(System.getProperty("steward.root", ".")), System.getenv());
        try {
            System.exit(new DeadLetters(settings, System.out).run(arguments) ? 0 : 1);
        } catch (SQLException e) {
            System.err.println("The database does not answer; is the stack up? (./steward status)");
            System.exit(1);
        }
    }

    /** Whether what was asked for could be done. */
    boolean run(String... arguments) throws SQLException {
        String command = arguments.length == 0 ? "help" : arguments[0];
        if (command.equals("list")) {
            return list(arguments.length > 1 && arguments[1].equals("--all"));
        }
        if (!List.of("show", "replay", "discard").contains(command) || arguments.length != 2) {
            out.println("""
                    ./steward dlq list [--all]   events that wait for a decision, and those parked behind them
                    ./steward dlq show ID        one of them, with its payload
                    ./steward dlq replay ID      handle it again; the parked events of its key follow in order
                    ./steward dlq discard ID     give it up; the parked events of its key go on without it""");
            return command.equals("help");
        }
        return decide(command, arguments[1]);
    }

    private boolean list(boolean settledToo) throws SQLException {
        int found = 0;
        for (String consumer : CONSUMERS) {
            try (Connection connection = connect(consumer);
                    PreparedStatement statement = connection.prepareStatement("""
                            SELECT id, state, type, record_key, reason, created_at FROM dead_letters
                             WHERE ? OR state IN ('DEAD', 'PARKED', 'REPLAY') ORDER BY topic, record_key, record_offset""")) {
                statement.setBoolean(1, settledToo);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        if (found++ == 0) {
                            out.printf(
                                    "%-36s  %-12s  %-9s  %-40s  %-36s  %s%n",
                                    "ID", "SERVICE", "STATE", "TYPE", "KEY", "REASON");
                        }
                        out.printf(
                                "%-36s  %-12s  %-9s  %-40s  %-36s  %s%n",
                                row.getString("id"),
                                consumer,
                                row.getString("state"),
                                row.getString("type"),
                                row.getString("record_key"),
                                row.getString("reason"));
                    }
                }
            }
        }
        if (found == 0) {
            out.println("No dead letters.");
        }
        return true;
    }

    private boolean decide(String command, String id) throws SQLException {
        UUID letter;
        try {
            letter = UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            out.println(id + " is no id; ./steward dlq list shows them.");
            return false;
        }
        for (String consumer : CONSUMERS) {
            try (Connection connection = connect(consumer)) {
                boolean done = command.equals("show")
                        ? show(connection, consumer, letter)
                        : settle(connection, letter, command.equals("replay") ? "REPLAY" : "DISCARDED");
                if (done) {
                    return true;
                }
            }
        }
        out.println(
                command.equals("show")
                        ? "There is no dead letter " + id + "."
                        : "There is no dead letter " + id + " that waits for a decision (only DEAD ones do).");
        return false;
    }

    private boolean show(Connection connection, String consumer, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM dead_letters WHERE id = ?")) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                out.println("service  " + consumer);
                for (String column : List.of(
                        "state",
                        "reason",
                        "type",
                        "topic",
                        "partition",
                        "record_offset",
                        "record_key",
                        "event_id",
                        "tenant_id",
                        "created_at",
                        "headers")) {
                    out.printf("%-14s %s%n", column, row.getString(column));
                }
                out.println("payload        " + new String(row.getBytes("payload"), StandardCharsets.UTF_8));
                return true;
            }
        }
    }

    private boolean settle(Connection connection, UUID id, String state) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE dead_letters SET state = ?, updated_at = now() WHERE id = ? AND state = 'DEAD' RETURNING record_key")) {
            statement.setString(1, state);
            statement.setObject(2, id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                out.println(
                        state.equals("REPLAY")
                                ? "It will be handled again within a second; ./steward dlq list shows whether it went well."
                                : "Given up. What is parked behind " + row.getString(1) + " goes on.");
                return true;
            }
        }
    }

    /** As the service's relay role, which may see and settle dead letters of every organization and little else. */
    private Connection connect(String service) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + settings.port(Component.POSTGRES) + "/steward?currentSchema="
                        + service,
                service + "_relay",
                secrets.roles().password(service, "relay"));
    }
}
