package io.steward.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A process by its id and its start time, started here or found again later. It runs in a process group of its own with no input,
 * so neither a closed terminal nor a Ctrl-C meant for the parent reaches it; whoever starts it must stop it.
 */
public final class ChildProcess {
    /** The boot time from which start times are computed is kept in whole seconds and may be rounded anew. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    private final ProcessHandle handle;
    private final Instant startedAt;
    private final Optional<Process> process;

    private ChildProcess(ProcessHandle handle, Instant startedAt, Optional<Process> process) {
        this.handle = handle;
        this.startedAt = startedAt;
        this.process = process;
    }

    /**
     * Starts {@code command} with {@code environment} on top of this process's own, of which Steward's secrets are left out:
     * each process gets its own ones only. Both outputs are appended to {@code log}.
     *
     * @throws ServerException if the command cannot be run
     */
    public static ChildProcess start(List<String> command, Map<String, String> environment, Path log) {
        var full = new ArrayList<>(OwnGroup.prefix());
        full.addAll(command);
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            var builder = new ProcessBuilder(full)
                    .redirectInput(new java.io.File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(ChildProcess::isSecret);
            // glibc gives each thread a heap of its own, which a JVM with small memory has no use for.
            builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
            builder.environment().putAll(environment);
            Process process = builder.start();
            Instant startedAt = process.info().startInstant().orElseGet(Instant::now);
            return new ChildProcess(process.toHandle(), startedAt, Optional.of(process));
        } catch (IOException e) {
            throw new ServerException("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /** The running process with that id, unless the id has meanwhile been given to another one. */
    public static Optional<ChildProcess> find(long pid, Instant startedAt) {
        return ProcessHandle.of(pid)
                .filter(h -> h.info()
                        .startInstant()
                        .map(s -> Duration.between(s, startedAt).abs().compareTo(START_TOLERANCE) <= 0)
                        .orElse(false))
                .map(h -> new ChildProcess(h, startedAt, Optional.empty()))
                .filter(ChildProcess::isRunning);
    }

    public long pid() {
        return handle.pid();
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** False for a zombie too: a process whose parent has gone may wait long for somebody to collect it. */
    public boolean isRunning() {
        return handle.isAlive() && !isZombie();
    }

    /** True when it was started here and has ended with exit code 0. */
    public boolean succeeded() {
        return process.filter(p -> !p.isAlive() && p.exitValue() == 0).isPresent();
    }

    /** This process and everything below it. */
    public Stream<ProcessHandle> tree() {
        return Stream.concat(Stream.of(handle), handle.descendants());
    }

    /** Asks to stop with {@code signal}, waits at most {@code bound}, then kills the whole tree. Returns true if it went by itself. */
    public boolean stop(Signal signal, Duration bound) {
        if (!isRunning()) {
            return true;
        }
        List<ProcessHandle> tree = tree().toList();
        send(signal);
        if (awaitExit(bound)) {
            return true;
        }
        tree.forEach(ProcessHandle::destroyForcibly);
        awaitExit(Duration.ofSeconds(10));
        return false;
    }

    /** kill -9, as a crash would. */
    public void kill() {
        handle.destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** Sends {@code signal} to this process alone. */
    public void send(Signal signal) {
        signal.sendTo(handle.pid());
    }

    /** Stops the whole tree from running, without ending it; connections stay open and hang. */
    public void freeze() {
        tree().toList().forEach(h -> Signal.STOP.sendTo(h.pid()));
    }

    /** Undoes {@link #freeze()}. */
    public void thaw() {
        tree().toList().forEach(h -> Signal.CONT.sendTo(h.pid()));
    }

    /** True when it has ended within {@code bound}. */
    public boolean awaitExit(Duration bound) {
        Instant end = Instant.now().plus(bound);
        while (isRunning() && Instant.now().isBefore(end)) {
            try {
                handle.onExit().get(50, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return !isRunning();
            } catch (ExecutionException e) {
                throw new ServerException("cannot wait for process " + pid(), e);
            }
        }
        return !isRunning();
    }

    private static boolean isSecret(String variable) {
        return variable.startsWith("STEWARD_") && (variable.endsWith("_PASSWORD") || variable.endsWith("_KEY"));
    }

    private boolean isZombie() {
        Path stat = Path.of("/proc", Long.toString(handle.pid()), "stat");
        try {
            String text = Files.readString(stat);
            return text.startsWith("Z", text.lastIndexOf(')') + 2);
        } catch (IOException noProcFileSystem) {
            return false;
        }
    }
}
