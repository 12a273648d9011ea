package io.steward.local;

import io.steward.embedded.EmbeddedPostgres;
import io.steward.local.AuditChain.Head;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * {@code ./steward audit verify}: walks every audit log from its first entry, works all hashes out anew, and compares with what was
 * published to Kafka, which whoever may change the database cannot change with it.
 */
public final class AuditVerification {
    private static final int ROWS_AT_A_TIME = 1000;
    private static final UUID INSTALLATION = new UUID(0, 0);

    private final PrintStream out;

    AuditVerification(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        if (arguments.length != 1 || !arguments[0].equals("verify")) {
            System.out.println(
                    "./steward audit verify   walks every audit log; names the first entry that was tampered with");
            System.exit(arguments.length == 1 && arguments[0].equals("help") ? 0 : 2);
        }
        Settings settings = Settings.from(Path.of(System.getProperty("steward.root", ".")), System.getenv());
        // Kafka first: whatever is on it was in the database before.
        var published = PublishedAuditHeads.read("127.0.0.1:" + settings.port(Component.KAFKA));
        try (Connection connection = connect(settings)) {
            System.exit(new AuditVerification(System.out).verify(connection, published) ? 0 : 1);
        } catch (SQLException e) {
            System.err.println("The database does not answer; is the stack up? (./steward status)");
            System.exit(1);
        }
    }

    /**
     * Whether all logs are as they were written.
     *
     * @param connection as identity's relay role, which reads the logs of all organizations and can change none
     * @param published hashes by organization and sequence; empty when Kafka does not answer
     */
    boolean verify(Connection connection, Optional<Map<UUID, Map<Long, String>>> published) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        Map<UUID, AuditChain> chains = chains(connection, published.orElse(Map.of()));
        walk(connection, chains, published.orElse(Map.of()));
        connection.rollback();
        long entries = 0;
        long bad = 0;
        for (AuditChain chain : chains.values()) {
            chain.end();
            entries += chain.verified();
            bad += chain.fault() == null ? 0 : 1;
            out.println(name(chain.organization()) + ": " + chain.verified() + " entries verified"
                    + (chain.fault() == null ? "" : "; TAMPERED WITH: " + chain.fault()));
        }
        out.println(
                published.isPresent()
                        ? "Compared with the heads that were published of "
                                + published.get().size() + " logs."
                        : "Kafka does not answer: NOT compared with what was published.");
        out.println(
                bad == 0
                        ? entries + " entries of " + chains.size() + " logs are as they were written."
                        : bad + " of " + chains.size() + " logs were tampered with.");
        return bad == 0;
    }

    private static Map<UUID, AuditChain> chains(Connection connection, Map<UUID, Map<Long, String>> published)
            throws SQLException {
        Map<UUID, AuditChain> chains = new TreeMap<>();
        published.keySet().forEach(organization -> chains.put(organization, chain(organization, Head.NONE, published)));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT tenant_id, sequence, hash FROM audit_heads")) {
            while (row.next()) {
                UUID organization = row.getObject(1, UUID.class);
                Head head = new Head(row.getLong(2), HexFormat.of().formatHex(row.getBytes(3)));
                chains.put(organization, chain(organization, head, published));
            }
        }
        return chains;
    }

    private static void walk(
            Connection connection, Map<UUID, AuditChain> chains, Map<UUID, Map<Long, String>> published)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(ROWS_AT_A_TIME);
            try (ResultSet row = statement.executeQuery(AuditLogEntry.SELECT)) {
                while (row.next()) {
                    AuditLogEntry entry = AuditLogEntry.of(row);
                    chains.computeIfAbsent(entry.organization(), headless -> chain(headless, Head.NONE, published))
                            .add(entry);
                }
            }
        }
    }

    private static AuditChain chain(UUID organization, Head head, Map<UUID, Map<Long, String>> published) {
        return new AuditChain(organization, head, published.getOrDefault(organization, Map.of()));
    }

    private static String name(UUID organization) {
        return organization.equals(INSTALLATION) ? "the installation" : "organization " + organization;
    }

    private static Connection connect(Settings settings) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + settings.port(Component.POSTGRES) + "/" + EmbeddedPostgres.DATABASE
                        + "?currentSchema=identity",
                "identity_relay",
                Secrets.in(settings.home()).roles().password("identity", "relay"));
    }
}
