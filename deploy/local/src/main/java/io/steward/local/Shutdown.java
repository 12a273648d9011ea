package io.steward.local;

import io.steward.embedded.ChildProcess;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;

/** Stops components in order: first who asks, last who is asked. */
final class Shutdown {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final List<Set<Component>> ORDER = List.of(
            EnumSet.of(Component.GATEWAY),
            EnumSet.range(Component.IDENTITY, Component.KNOWLEDGE),
            EnumSet.of(Component.MAIL, Component.KAFKA),
            EnumSet.of(Component.POSTGRES));

    private final RunFolder run;
    private final PrintStream out;

    Shutdown(RunFolder run, PrintStream out) {
        this.run = run;
        this.out = out;
    }

    /** Stops those of {@code components} that run; each gets 30 s to go by itself and is then killed. */
    void stop(Collection<Component> components) {
        for (Set<Component> together : ORDER) {
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                together.stream().filter(components::contains).forEach(c -> executor.submit(() -> stop(c)));
            }
        }
    }

    private void stop(Component component) {
        Optional<ChildProcess> process = run.read(component).flatMap(RunFolder.Entry::process);
        if (process.isPresent()) {
            boolean orderly = process.get().stop(component.stopSignal(), BOUND);
            out.println("  " + component.id()
                    + (orderly ? " stopped" : " did not stop within " + BOUND.toSeconds() + " s and was killed"));
        }
        run.remove(component);
    }
}
