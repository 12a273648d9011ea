package io.steward.gateway.proxy;

import io.vertx.core.Vertx;

/**
 * Ends what takes too long: a step may take its time, and a little more for each byte that has moved. So progress by single bytes does not
 * keep anything open. One timer; what moves only counts.
 */
final class Deadline {

    private static final long NONE = -1;
    private static final double NANOS = 1e9;

    private final Vertx vertx;
    private final double nanosPerByte;
    private final Runnable late;
    private long timer = NONE;
    private long allowed;
    private long begun;
    private long moved;

    /** @param bytesPerSecond that must move on average, once the time of the step has passed */
    Deadline(Vertx vertx, long bytesPerSecond, Runnable late) {
        this.vertx = vertx;
        nanosPerByte = NANOS / bytesPerSecond;
        this.late = late;
    }

    /** Begins a step, which ends the one before. */
    void begin(long nanos) {
        end();
        allowed = nanos;
        begun = System.nanoTime();
        moved = 0;
        arm(nanos);
    }

    void moved(int bytes) {
        moved += bytes;
    }

    void end() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    private void arm(long wait) {
        timer = vertx.setTimer(Math.max(1, wait / 1_000_000), due -> {
            timer = NONE;
            var left = allowed + (long) (moved * nanosPerByte) - (System.nanoTime() - begun);
            if (left > 1_000_000) {
                arm(left);
            } else {
                late.run();
            }
        });
    }
}
