package io.steward.local;

import io.steward.embedded.ChildProcess;
import io.steward.embedded.ServerException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * Which processes are ours: a file per component with process id and start time, so that an id which the system has given to
 * another process since is not mistaken for it.
 */
final class RunFolder {
    private final Path folder;

    RunFolder(Path home) {
        this.folder = home.resolve("run");
    }

    /** What a file says; the process may be gone. The management port is 0 where there is none. */
    record Entry(Component component, long pid, Instant startedAt, int port, int managementPort) {
        Optional<ChildProcess> process() {
            return ChildProcess.find(pid, startedAt);
        }
    }

    void write(Component component, ChildProcess process, int port, int managementPort) {
        try {
            PrivateFile.write(
                    file(component),
                    "pid=" + process.pid() + "\nstartedAt="
                            + process.startedAt().toEpochMilli() + "\nport=" + port + "\nmanagement=" + managementPort
                            + "\n");
        } catch (IOException e) {
            throw new ServerException("cannot write " + file(component) + ": " + e.getMessage(), e);
        }
    }

    Optional<Entry> read(Component component) {
        var properties = new Properties();
        try (var in = Files.newBufferedReader(file(component))) {
            properties.load(in);
            return Optional.of(new Entry(
                    component,
                    Long.parseLong(properties.getProperty("pid")),
                    Instant.ofEpochMilli(Long.parseLong(properties.getProperty("startedAt"))),
                    Integer.parseInt(properties.getProperty("port")),
                    Integer.parseInt(properties.getProperty("management"))));
        } catch (IOException | NumberFormatException missingOrDamaged) {
            return Optional.empty();
        }
    }

    /** The entry of a component that runs now. */
    Optional<Entry> running(Component component) {
        return read(component).filter(e -> e.process().isPresent());
    }

    void remove(Component component) {
        try {
            Files.deleteIfExists(file(component));
        } catch (IOException e) {
            throw new ServerException("cannot delete " + file(component) + ": " + e.getMessage(), e);
        }
    }

    /**
     * Held while the stack is started or stopped.
     *
     * @throws SettingsException if another command holds it
     */
    AutoCloseable lock() {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!taken(channel)) {
                channel.close();
                throw new SettingsException(
                        "another ./steward command is starting or stopping the stack; try again when it is done");
            }
            return channel;
        } catch (IOException e) {
            throw new ServerException("cannot lock " + folder + ": " + e.getMessage(), e);
        }
    }

    private static boolean taken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private Path file(Component component) {
        return folder.resolve(component.id() + ".pid");
    }
}
