package io.steward.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Tells what happens and how long each hop took. */
final class DemoStage {
    private record Hop(String name, long millis) {}

    private final PrintStream out;
    private final List<Hop> hops = new ArrayList<>();
    private int step;

    DemoStage(PrintStream out) {
        this.out = out;
    }

    /** Does something, and says so with its time. */
    <T> T act(String what, Supplier<T> action) {
        long begin = System.nanoTime();
        T result = action.get();
        say(what, millisSince(begin));
        return result;
    }

    /**
     * Waits until something is seen.
     *
     * @throws DemoFailure when it is not, in the given time
     */
    <T> T see(String what, Duration bound, Supplier<Optional<T>> look) {
        long begin = System.nanoTime();
        while (true) {
            Optional<T> seen = look.get();
            if (seen.isPresent()) {
                long millis = millisSince(begin);
                hops.add(new Hop(what, millis));
                say(what, millis);
                return seen.get();
            }
            if (System.nanoTime() - begin > bound.toNanos()) {
                throw new DemoFailure("not seen within " + bound.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(15).toNanos());
        }
    }

    void require(boolean holds, String what) {
        if (!holds) {
            throw new DemoFailure("not so: " + what);
        }
    }

    void tell(String line) {
        out.println("      " + line);
    }

    void summary() {
        out.println();
        out.println("How long each hop took to be seen:");
        hops.forEach(hop -> out.printf("  %7d ms  %s%n", hop.millis(), hop.name()));
    }

    private void say(String what, long millis) {
        out.printf("%4d  %-78s %6d ms%n", ++step, what, millis);
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }
}
