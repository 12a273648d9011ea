package io.steward.identity;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The machine's time, until a test sets it. */
public final class SettableClock extends Clock {
    private final Clock machine = Clock.tick(Clock.systemUTC(), Duration.ofNanos(1000));
    private volatile Instant set;

    /** Stops the time at an instant. */
    public void set(Instant instant) {
        set = instant;
    }

    /** Lets the machine's time go on. */
    public void release() {
        set = null;
    }

    @Override
    public Instant instant() {
        Instant stopped = set;
        return stopped == null ? machine.instant() : stopped;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return machine.withZone(zone);
    }

    /** In the place of the service's clock. */
    @Singleton
    static class Beans {
        @Produces
        @Singleton
        SettableClock clock() {
            return new SettableClock();
        }
    }
}
