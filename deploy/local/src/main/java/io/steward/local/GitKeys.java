package io.steward.local;

import io.steward.embedded.EmbeddedPostgres;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code ./steward git-keys list|rotate|prune}: the keys that encrypt the tokens of Git connections. Identity reads the file anew when it
 * was replaced and encrypts by the new key what is by another one; both keys decrypt until the old one is pruned.
 */
public final class GitKeys {
    /** How long an instance may take to look at the file: until then it may store something by an older key. */
    private static final Duration UNTIL_ALL_HAVE_READ = Duration.ofMinutes(1);

    /** Opens the database as identity's relay role, which may see by which keys tokens are encrypted. */
    interface Database {
        Connection open() throws SQLException;
    }

    private final GitKeyset keyset;
    private final Database database;
    private final Clock clock;
    private final PrintStream out;

    GitKeys(GitKeyset keyset, Database database, Clock clock, PrintStream out) {
        this.keyset = keyset;
        this.database = database;
        this.clock = clock;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        Settings settings = Settings.from(Path.of(System.getProperty("steward.root", ".")), System.getenv());
        var keys = new GitKeys(
                GitKeyset.of(settings, System.getenv()), () -> connect(settings), Clock.systemUTC(), System.out);
        // Nobody else writes the file meanwhile.
        try (AutoCloseable lock = new RunFolder(settings.home()).lock()) {
            System.exit(keys.run(arguments) ? 0 : 1);
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (SQLException e) {
            System.err.println("The database does not answer; is the stack up? (./steward status)");
            System.exit(1);
        }
    }

    /** Whether what was asked for could be done. */
    boolean run(String... arguments) throws SQLException {
        String command = arguments.length == 1 ? arguments[0] : "help";
        switch (command) {
            case "list" -> list(inUse());
            case "rotate" ->
                out.println(
                        "Key " + keyset.addPrimary()
                                + " encrypts from now on. Identity takes it within seconds and encrypts anew what is by another key;\n"
                                + "./steward git-keys list shows when nothing is, and ./steward git-keys prune then removes the old ones.");
            case "prune" -> {
                return prune();
            }
            default -> {
                out.println("""
                        ./steward git-keys list     the keys, and how many tokens each has encrypted
                        ./steward git-keys rotate   add a key that encrypts from now on; the others still decrypt
                        ./steward git-keys prune    remove the keys by which nothing is encrypted any more""");
                return arguments.length == 0 || command.equals("help") && arguments[0].equals("help");
            }
        }
        return true;
    }

    private void list(Map<Long, Long> inUse) {
        for (GitKeyset.Key key : keyset.keys()) {
            long tokens = inUse.getOrDefault(key.id(), 0L);
            out.println(key.id() + "  " + (key.primary() ? "encrypts" : "decrypts") + "  " + tokens + " tokens");
        }
        List<Long> known = keyset.keys().stream().map(GitKeyset.Key::id).toList();
        inUse.forEach((key, tokens) -> {
            if (!known.contains(key)) {
                out.println(key + "  MISSING   " + tokens + " tokens that nobody can decrypt");
            }
        });
    }

    private boolean prune() throws SQLException {
        Duration age = Duration.between(keyset.writtenAt(), clock.instant());
        if (age.compareTo(UNTIL_ALL_HAVE_READ) < 0) {
            out.println("The keys were changed " + age.toSeconds()
                    + " s ago: an instance may yet use an older one. Nothing is removed; try again in a minute.");
            return false;
        }
        Map<Long, Long> inUse = inUse();
        List<Long> gone = keyset.prune(inUse.keySet());
        gone.forEach(key -> out.println("Key " + key + " is removed."));
        List<GitKeyset.Key> left =
                keyset.keys().stream().filter(key -> !key.primary()).toList();
        left.forEach(key ->
                out.println("Key " + key.id() + " stays: " + inUse.get(key.id()) + " tokens are encrypted by it."));
        if (gone.isEmpty() && left.isEmpty()) {
            out.println("There is no old key.");
        }
        return left.isEmpty();
    }

    private Map<Long, Long> inUse() throws SQLException {
        Map<Long, Long> tokens = new TreeMap<>();
        try (Connection connection = database.open();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT key_id, count(*) FROM git_connections GROUP BY key_id")) {
            while (row.next()) {
                tokens.put(row.getLong(1), row.getLong(2));
            }
        }
        return tokens;
    }

    private static Connection connect(Settings settings) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + settings.port(Component.POSTGRES) + "/" + EmbeddedPostgres.DATABASE
                        + "?currentSchema=identity",
                "identity_relay",
                Secrets.in(settings.home()).roles().password("identity", "relay"));
    }
}
