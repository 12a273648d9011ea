package io.steward.gateway.proxy;

import io.vertx.core.Vertx;

/** Runs out when nothing has moved for the given time. One timer: progress only notes the time. */
final class Patience {

    private static final long NONE = -1;

    private final Vertx vertx;
    private final long nanos;
    private final Runnable out;
    private long timer = NONE;
    private long last;

    Patience(Vertx vertx, long nanos, Runnable out) {
        this.vertx = vertx;
        this.nanos = nanos;
        this.out = out;
    }

    void begin() {
        last = System.nanoTime();
        arm(nanos);
    }

    void progressed() {
        last = System.nanoTime();
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
            var left = nanos - (System.nanoTime() - last);
            if (left > 1_000_000) {
                arm(left);
            } else {
                out.run();
            }
        });
    }
}
