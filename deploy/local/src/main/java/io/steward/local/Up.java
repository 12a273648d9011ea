package io.steward.local;

import io.steward.embedded.ChildProcess;
import io.steward.embedded.FreePort;
import io.steward.embedded.ServerException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@code ./steward up}: starts what does not run. */
final class Up {
    private final Settings settings;
    private final RunFolder run;
    private final PrintStream out;
    private final Administrator administrator;
    private final SchedulingGroup group;
    /** What this call started, guarded by itself; the shutdown hook empties it from another thread. */
    private final Map<Component, ChildProcess> started = new EnumMap<>(Component.class);

    /** Threads that make something before a process can start; guarded by {@code started}. */
    private final Set<Thread> preparing = new HashSet<>();

    private boolean stopping;
    private boolean identityStarted;

    Up(Settings settings, PrintStream out) {
        this.settings = settings;
        this.run = new RunFolder(settings.home());
        this.out = out;
        this.administrator = new Administrator(settings);
        this.group = new SchedulingGroup(settings.home());
    }

    /**
     * Starts what is wanted and not running. With {@code detach} it returns when all is ready; otherwise it stays until it is
     * stopped, and takes along what it started.
     *
     * @throws SettingsException before anything is started: a port is taken, a service isn't built
     * @throws ServerException when a component does not start; what this call started is stopped again
     */
    void run(boolean detach) throws Exception {
        long begin = System.nanoTime();
        try (AutoCloseable lock = run.lock()) {
            Set<Component> missing = EnumSet.copyOf(settings.wanted());
            missing.removeIf(c -> run.running(c).isPresent());
            if (missing.isEmpty()) {
                out.println("Steward is up already.");
                new Summary(settings, run, out).print(administrator, false);
                return;
            }
            check(missing);
            var hook = new Thread(this::stopStarted, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                start(missing);
            } catch (Exception e) {
                boolean interrupted = isStopping();
                stopStarted();
                sayLogin();
                if (interrupted) {
                    return;
                }
                throw e;
            }
            out.printf("Up after %.1f s.%n", (System.nanoTime() - begin) / 1e9);
            new Summary(settings, run, out).print(administrator, missing.contains(Component.IDENTITY));
            if (detach) {
                Runtime.getRuntime().removeShutdownHook(hook);
                return;
            }
        }
        out.println("Ctrl-C stops it.");
        watch();
    }

    /** Identity may have made the administrator before something else failed; its password is told now or never. */
    private void sayLogin() {
        if (identityStarted) {
            out.println("  Log in, once it is up: " + administrator.login());
        }
    }

    private void check(Set<Component> missing) {
        List<String> taken = Port.all().stream()
                .filter(p -> missing.contains(p.owner())
                        && !FreePort.isFree(settings.ports().get(p)))
                .map(p -> "port " + settings.ports().get(p) + " (" + p.owner().id()
                        + ") is taken by another program; free it, or set " + p.setting() + " to another port")
                .toList();
        if (!taken.isEmpty()) {
            throw new SettingsException(String.join("\n", taken));
        }
        missing.stream()
                .filter(Component::isService)
                .map(settings::jar)
                .filter(j -> !Files.exists(j))
                .findFirst()
                .ifPresent(j -> {
                    throw new SettingsException("not built: " + j + " is missing");
                });
    }

    private void start(Set<Component> missing) throws Exception {
        Secrets secrets = Secrets.in(settings.home());
        var launch = new Launch(settings, secrets, new ServiceEnvironment(settings, secrets, administrator));
        Set<Component> base = EnumSet.copyOf(missing);
        base.removeIf(Component::isService);
        Set<Component> services = EnumSet.copyOf(missing);
        services.removeAll(base);
        together(launch, base);
        if (isUp(Component.POSTGRES)) {
            launch.prepareDatabase();
        }
        if (isUp(Component.KAFKA)) {
            launch.prepareTopics();
        }
        together(launch, services);
    }

    private boolean isUp(Component component) {
        return run.running(component).isPresent();
    }

    /** Starts all at once; the first that fails is the one that is reported. */
    private void together(Launch launch, Collection<Component> components) throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ExecutorCompletionService<Component>(executor);
            var tasks = new ArrayList<Future<Component>>();
            components.forEach(c -> tasks.add(done.submit(() -> one(launch, c))));
            try {
                for (int i = 0; i < tasks.size(); i++) {
                    done.take().get();
                }
            } catch (ExecutionException e) {
                tasks.forEach(t -> t.cancel(true));
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
        }
    }

    private Component one(Launch launch, Component component) throws IOException {
        long begin = System.nanoTime();
        Launch.Started process;
        prepare(launch, component);
        synchronized (started) {
            if (stopping) {
                throw new ServerException("stopped while starting");
            }
            process = launch.start(component);
            group.take(process.process().pid());
            started.put(component, process.process());
            identityStarted |= component == Component.IDENTITY;
            run.write(component, process.process(), settings.port(component), settings.managementPort(component));
        }
        process.awaitReady().run();
        if (component == Component.IDENTITY) {
            administrator.created();
        }
        out.printf("  %-13s ready after %4.1f s%n", component.id(), (System.nanoTime() - begin) / 1e9);
        return component;
    }

    private void prepare(Launch launch, Component component) {
        synchronized (started) {
            preparing.add(Thread.currentThread());
        }
        try {
            launch.prepare(component);
        } finally {
            synchronized (started) {
                preparing.remove(Thread.currentThread());
                started.notifyAll();
            }
        }
    }

    private boolean isStopping() {
        synchronized (started) {
            return stopping;
        }
    }

    private void stopStarted() {
        synchronized (started) {
            stopping = true;
            endPreparations();
            if (!started.isEmpty()) {
                out.println("Stopping.");
                new Shutdown(run, out).stop(started.keySet());
                group.remove();
                started.clear();
            }
        }
    }

    /** Called with the lock held; an initdb in flight is killed by its interrupted thread. */
    private void endPreparations() {
        preparing.forEach(Thread::interrupt);
        long end = System.nanoTime() + 5_000_000_000L;
        try {
            while (!preparing.isEmpty() && System.nanoTime() < end) {
                started.wait(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when all that this call started is gone; says so when one part is. */
    private void watch() throws InterruptedException {
        var alive = new EnumMap<Component, ChildProcess>(started);
        while (!alive.isEmpty()) {
            for (var entry : List.copyOf(alive.entrySet())) {
                if (entry.getValue().awaitExit(Duration.ofMillis(1_000 / alive.size()))) {
                    alive.remove(entry.getKey());
                    reportEnd(entry.getKey());
                }
            }
        }
    }

    private void reportEnd(Component component) {
        boolean byDown = run.read(component).isEmpty();
        if (!byDown && !isStopping()) {
            out.println(
                    component.id() + " has ended; see " + settings.log(component) + ". ./steward up starts it again.");
        }
    }
}
