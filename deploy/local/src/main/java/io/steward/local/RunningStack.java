package io.steward.local;

import io.steward.embedded.EmbeddedPostgres;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code ./steward up} started, for programs that measure or exercise it from outside. */
public final class RunningStack {
    private final Settings settings;
    private final RunFolder run;

    private RunningStack(Settings settings) {
        this.settings = settings;
        this.run = new RunFolder(settings.home());
    }

    /**
     * A process of the stack.
     *
     * @param name as {@code ./steward status} calls it
     * @param pid 0 when it does not run
     * @param memory MiB, with its children (PSS)
     */
    public record Member(String name, long pid, long memory) {}

    /**
     * Finds the stack of a working copy, by the same settings with which it was started. What is asked of it later fails with a
     * message to show, when the process in question does not run.
     *
     * @throws RuntimeException with a message to show, when a setting is wrong
     */
    public static RunningStack find(Path root, Map<String, String> environment) {
        return new RunningStack(Settings.from(root, environment));
    }

    /** Where the API is, without a path. */
    public URI gateway() {
        return URI.create("http://127.0.0.1:" + port(Component.GATEWAY));
    }

    public int databasePort() {
        return port(Component.POSTGRES);
    }

    public String database() {
        return EmbeddedPostgres.DATABASE;
    }

    public String superuserPassword() {
        return Secrets.in(settings.home()).superuserPassword();
    }

    /** The address of the bootstrap administrator. */
    public String administrator() {
        return new Administrator(settings).email();
    }

    /** The administrator's password: the one in the environment, else the one that the first start made. */
    public Optional<String> administratorPassword() {
        return Administrator.knownPassword(settings);
    }

    public List<Member> members() {
        return new Status(settings)
                .lines().stream()
                        .map(line -> new Member(line.component().id(), line.pid(), line.memory()))
                        .toList();
    }

    /**
     * Lets the calling process, and what it starts from now on, share the scheduler's group of the stack: a client in another one waits for the
     * processor in another way than the stack does for its own.
     *
     * @return false if the system does not let it
     */
    public boolean shareProcessors() {
        return run.running(Component.GATEWAY)
                .map(gateway -> new SchedulingGroup(settings.home()).joinThatOf(gateway.pid()))
                .orElse(true);
    }

    private int port(Component component) {
        return run.running(component)
                .map(RunFolder.Entry::port)
                .orElseThrow(() -> new SettingsException(component.id() + " does not run; start it with ./steward up"));
    }
}
