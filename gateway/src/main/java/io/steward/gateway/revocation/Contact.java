package io.steward.gateway.revocation;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/**
 * When the source of the revocations was last heard of. While it is silent, ended sessions are not: whoever has logged out
 * stays in. So the silence is measured, and said once when it begins and once when it is over.
 */
@Singleton
public class Contact {

    /** A restart of a broker or a new leader takes no longer. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(Contact.class);

    private final Clock clock;
    private volatile Instant lastHeard;
    private boolean lost;

    Contact(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        lastHeard = clock.instant();
        meters.gauge("steward.gateway.revocations.age.seconds", this, Contact::ageSeconds);
    }

    /** All partitions have answered; true when that ends a silence. */
    synchronized boolean heard() {
        var back = lost;
        if (back) {
            LOG.infof("the revocations are read again, after %.0f s of silence", ageSeconds());
        }
        lastHeard = clock.instant();
        lost = false;
        return back;
    }

    /** True when the silence has just become too long. */
    synchronized boolean lost() {
        if (lost || age().compareTo(LONGEST_SILENCE) <= 0) {
            return false;
        }
        lost = true;
        LOG.warnf(
                "no word of ended sessions for %d s: sessions that end now stay usable until Kafka is back or their tokens expire",
                age().toSeconds());
        return true;
    }

    private double ageSeconds() {
        return age().toMillis() / 1000.0;
    }

    /** How long the source has been silent. */
    public Duration age() {
        return Duration.between(lastHeard, clock.instant());
    }
}
