package io.steward.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits until a process is ready, and says why when it isn't. */
public final class Await {
    private Await() {}

    /**
     * Asks {@code ready} every 50 ms until it is true.
     *
     * @throws ServerException with the last lines of {@code log} when the process ends first or {@code bound} has passed
     */
    public static void ready(String name, ChildProcess process, BooleanSupplier ready, Duration bound, Path log) {
        Instant end = Instant.now().plus(bound);
        while (!ready.getAsBoolean()) {
            if (!process.isRunning()) {
                throw new ServerException(name + " ended while starting. Last lines of " + log + ":\n" + tail(log, 30));
            }
            if (Instant.now().isAfter(end)) {
                throw new ServerException(name + " was not ready within " + bound.toSeconds() + " s. Last lines of "
                        + log + ":\n" + tail(log, 30));
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new ServerException("interrupted while waiting for " + name);
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    /** The last {@code lines} lines of a log file, or a remark that there are none. */
    public static String tail(Path log, int lines) {
        try {
            List<String> all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
