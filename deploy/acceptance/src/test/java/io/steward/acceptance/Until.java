package io.steward.acceptance;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what happens on its own time, within a bound. */
final class Until {
    private Until() {}

    /** Asks again until the check throws no AssertionError; throws the last one when the bound has passed. */
    static void holds(Duration bound, Runnable check) {
        value(bound, () -> {
            check.run();
            return true;
        });
    }

    /**
     * The same for what takes as long as the machine is slow: the bound begins anew whenever what moves has changed.
     *
     * @param moving compared by {@code equals}
     * @param longest at which it ends all the same
     */
    static void holds(Duration bound, Duration longest, Supplier<?> moving, Runnable check) {
        long end = System.nanoTime() + longest.toNanos();
        Object before = moving.get();
        while (true) {
            try {
                holds(bound, check);
                return;
            } catch (AssertionError failed) {
                Object now = moving.get();
                if (now.equals(before) || System.nanoTime() > end) {
                    throw failed;
                }
                before = now;
            }
        }
    }

    static <T> T value(Duration bound, Supplier<T> check) {
        long end = System.nanoTime() + bound.toNanos();
        while (true) {
            try {
                return check.get();
            } catch (AssertionError failed) {
                if (System.nanoTime() > end) {
                    throw failed;
                }
                pause(Duration.ofMillis(100));
            }
        }
    }

    /** A client's pause between two requests, or the length of an outage. */
    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted");
            }
        }
    }
}
