package io.steward.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The data folder of a PostgreSQL and the command lines that work on it. */
final class PostgresCluster {
    private static final Path SHARED_MEMORY = Path.of("/proc/sysvipc/shm");
    private static final int ATTACHED = 6;
    /** Counted from zero: pid, data, start, port, sockets, address, key and id of the shared memory. */
    private static final int LOCK_LINE_OF_MEMORY = 6;

    private static final Duration PATIENCE_WITH_ORPHANS = Duration.ofSeconds(10);

    private final PostgresOptions options;
    private final Path bin;

    PostgresCluster(PostgresOptions options) {
        this.options = options;
        this.bin = PostgresBinaries.locate(options.cache());
    }

    /** Runs initdb unless the folder already holds a cluster. */
    void initialise() {
        if (Files.exists(options.data().resolve("PG_VERSION"))) {
            return;
        }
        try {
            Files.createDirectories(options.data().getParent());
            // Made beside its place: an interrupted initdb must not look like a cluster.
            Path fresh = options.data().resolveSibling(options.data().getFileName() + ".new");
            Folders.delete(fresh);
            Path secret = Files.createTempFile(
                    options.data().getParent(),
                    "superuser",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(secret, options.superuserPassword() + "\n");
                initdb(secret, fresh);
                Folders.delete(options.data());
                Files.move(fresh, options.data());
            } finally {
                Files.delete(secret);
            }
        } catch (IOException e) {
            throw new ServerException("cannot prepare " + options.data() + ": " + e.getMessage(), e);
        }
    }

    private void initdb(Path secret, Path folder) {
        // Byte order sorts the same everywhere; the character classes of UTF-8 keep full-text search right.
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
        var command = unprivileged();
        command.addAll(List.of(
                bin.resolve("initdb").toString(),
                "--pgdata=" + folder,
                "--username=postgres",
                "--pwfile=" + secret,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--lc-collate=C",
                "--lc-ctype=" + (mac ? "en_US.UTF-8" : "C.UTF-8"),
                "--lc-messages=C",
                "--text-search-config=english"));
        if (!options.fsync()) {
            command.add("--no-sync");
        }
        ChildProcess initdb = ChildProcess.start(command, Map.of(), options.log());
        if (!initdb.awaitExit(Duration.ofSeconds(90))
                || initdb.isRunning()
                || !Files.exists(folder.resolve("PG_VERSION"))) {
            initdb.kill();
            throw new ServerException(
                    "initdb failed. Last lines of " + options.log() + ":\n" + Await.tail(options.log(), 20)
                            + (asRoot()
                                    ? "\n(As root it runs in a user namespace, by `unshare -U`; where that is forbidden, run"
                                            + " Steward as an ordinary user.)"
                                    : ""));
        }
    }

    /**
     * A lock file whose process id now belongs to a stranger (usual after a container's restart) would keep the server from
     * starting. It is removed only when that process is certainly no PostgreSQL.
     */
    void clearStaleLock() {
        Path lock = options.data().resolve("postmaster.pid");
        try {
            if (!Files.exists(lock)) {
                return;
            }
            List<String> lines = Files.readAllLines(lock);
            Optional<ProcessHandle> owner =
                    ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
            if (owner.isEmpty() && lines.size() > LOCK_LINE_OF_MEMORY) {
                awaitOrphans(lines.get(LOCK_LINE_OF_MEMORY).strip().split("\\s+"));
            }
            boolean stranger = owner.flatMap(h -> h.info().command())
                    .map(c -> !Path.of(c).getFileName().toString().startsWith("postgres"))
                    .orElse(false);
            if (stranger) {
                Files.delete(lock);
            }
        } catch (IOException e) {
            throw new ServerException("cannot read " + lock + ": " + e.getMessage(), e);
        }
    }

    /**
     * A server that was killed leaves processes that notice a moment later; until they have gone none starts on the same data
     * ("pre-existing shared memory block is still in use"). Only Linux tells who is attached.
     *
     * @param memory key and id of the shared memory block
     */
    private static void awaitOrphans(String[] memory) throws IOException {
        Instant end = Instant.now().plus(PATIENCE_WITH_ORPHANS);
        while (memory.length == 2
                && Files.exists(SHARED_MEMORY)
                && isAttached(memory)
                && Instant.now().isBefore(end)) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** By the columns key, shmid, perms, size, cpid, lpid, nattch. */
    private static boolean isAttached(String[] memory) throws IOException {
        return Files.readAllLines(SHARED_MEMORY).stream()
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(block -> block.length > ATTACHED
                        && block[0].equals(memory[0])
                        && block[1].equals(memory[1])
                        && !block[ATTACHED].equals("0"));
    }

    List<String> serverCommand() {
        var command = unprivileged();
        command.addAll(
                List.of(bin.resolve("postgres").toString(), "-D", options.data().toString()));
        settings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private Map<String, String> settings() {
        var settings = new java.util.LinkedHashMap<String, String>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(options.port()));
        settings.put("unix_socket_directories", "");
        settings.put("max_connections", Integer.toString(options.maxConnections()));
        settings.put("shared_buffers", options.sharedBuffers());
        settings.put("huge_pages", "off");
        settings.put("jit", "off");
        settings.put("timezone", "UTC");
        settings.put("log_timezone", "UTC");
        settings.put("password_encryption", "scram-sha-256");
        // Statements and key values may hold personal data; the client gets the full error anyway.
        settings.put("log_min_error_statement", "panic");
        settings.put("log_error_verbosity", "terse");
        if (!options.fsync()) {
            settings.put("fsync", "off");
            settings.put("synchronous_commit", "off");
            settings.put("full_page_writes", "off");
        }
        return settings;
    }

    /** PostgreSQL refuses to run as root; in a user namespace without a mapping it is nobody, yet keeps its process id. */
    private static List<String> unprivileged() {
        return asRoot() ? new ArrayList<>(List.of("unshare", "-U")) : new ArrayList<>();
    }

    private static boolean asRoot() {
        return "root".equals(System.getProperty("user.name")) && OwnGroup.onPath("unshare");
    }
}
