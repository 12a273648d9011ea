package io.steward.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what happens on its own time: asks again until the check passes, at most 15 s. */
public final class Eventually {
    private static final Duration BOUND = Duration.ofSeconds(15);

    private Eventually() {}

    /** Runs the check until it holds; throws its last failure when the time is over. A missing element is one: it may still come. */
    public static void check(Runnable check) {
        value(() -> {
            check.run();
            return true;
        });
    }

    public static <T> T value(Supplier<T> check) {
        Instant bound = Instant.now().plus(BOUND);
        while (true) {
            try {
                return check.get();
            } catch (AssertionError | NoSuchElementException | IndexOutOfBoundsException failed) {
                if (Instant.now().isAfter(bound)) {
                    throw failed;
                }
                LockSupport.parkNanos(Duration.ofMillis(25).toNanos());
            }
        }
    }
}
