package io.steward.embedded;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How a PostgreSQL is set up and started.
 *
 * @param data folder of the cluster; created by initdb when it is empty
 * @param cache folder below which the programs are unpacked
 * @param log file for the server's output
 * @param port TCP port on 127.0.0.1; the server listens nowhere else
 * @param superuserPassword password of the superuser {@code postgres}; must be the one the cluster was made with
 * @param fsync false trades the safety of the data for speed: for tests alone
 * @param maxConnections connections in all
 * @param sharedBuffers as PostgreSQL writes it, for example {@code 64MB}
 */
public record PostgresOptions(
        Path data,
        Path cache,
        Path log,
        int port,
        String superuserPassword,
        boolean fsync,
        int maxConnections,
        String sharedBuffers) {
    public PostgresOptions {
        Objects.requireNonNull(superuserPassword, "superuserPassword");
        data = data.toAbsolutePath().normalize();
        cache = cache.toAbsolutePath().normalize();
        log = log.toAbsolutePath().normalize();
    }

    /** Data that survives a power cut; {@code folder} holds both the cluster and its log. */
    public static PostgresOptions durable(Path folder, int port, String superuserPassword) {
        return new PostgresOptions(
                folder.resolve("data"),
                Folders.cache(),
                folder.resolve("postgres.log"),
                port,
                superuserPassword,
                true,
                200,
                "64MB");
    }

    /** Fast and forgetful, on a free port. */
    public static PostgresOptions forTests(Path folder) {
        return new PostgresOptions(
                folder.resolve("data"),
                Folders.cache(),
                folder.resolve("postgres.log"),
                FreePort.next(),
                "superuser-of-a-test",
                false,
                200,
                "64MB");
    }

    public PostgresOptions withLog(Path file) {
        return new PostgresOptions(data, cache, file, port, superuserPassword, fsync, maxConnections, sharedBuffers);
    }

    public PostgresOptions withCache(Path folder) {
        return new PostgresOptions(data, folder, log, port, superuserPassword, fsync, maxConnections, sharedBuffers);
    }

    public PostgresOptions withMaxConnections(int connections) {
        return new PostgresOptions(data, cache, log, port, superuserPassword, fsync, connections, sharedBuffers);
    }

    public PostgresOptions withSharedBuffers(String size) {
        return new PostgresOptions(data, cache, log, port, superuserPassword, fsync, maxConnections, size);
    }

    @Override
    public String toString() {
        return "PostgresOptions[data=" + data + ", port=" + port + ", fsync=" + fsync + "]";
    }
}
