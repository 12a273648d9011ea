package io.steward.gateway;

import io.github.bucket4j.TimeMeter;
import io.quarkus.test.Mock;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The time of the rate limits: the system's, until a test stops it and moves it by hand. */
@Mock
@Singleton
public class RateTime implements TimeMeter {

    private volatile boolean stopped;
    private volatile long nanos = System.nanoTime();

    /** Stands still from now on, at a time when every bucket is full again. */
    void stop() {
        pass(Duration.ofHours(1));
        stopped = true;
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public long currentTimeNanos() {
        return stopped ? nanos : System.nanoTime();
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
