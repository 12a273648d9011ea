package io.steward.sla.clock;

import java.time.Duration;
import java.time.Instant;

/** Business time: which stretches of time count. A version never changes. */
public interface Calendar {
    /** Every hour of every day counts. */
    Calendar AROUND_THE_CLOCK = new Calendar() {
        @Override
        public int version() {
            return 1;
        }

        @Override
        public Instant add(Instant from, Duration counted) {
            return from.plus(counted);
        }

        @Override
        public Duration elapsed(Instant from, Instant to) {
            return Duration.between(from, to);
        }
    };

    int version();

    /** The first moment at which {@code counted} has passed since {@code from}. */
    Instant add(Instant from, Duration counted);

    /** What counts of the stretch from {@code from} to {@code to}, which is not before it. */
    Duration elapsed(Instant from, Instant to);
}
