package io.steward.gateway.revocation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jboss.logging.Logger;

/**
 * When the sources of the revocations were last heard of. Either tells all; while both are silent, ended sessions are not: whoever has
 * logged out stays in. So the silence is measured, and said once when it begins and once when it is over.
 */
@Singleton
public class Contact {

    /** Where it is told what has ended. */
    public enum Path {
        KAFKA,
        IDENTITY
    }

    /** A restart of a broker, of identity, or a new leader takes no longer. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(Contact.class);

    private final Clock clock;
    private final AtomicReferenceArray<Instant> lastHeard = new AtomicReferenceArray<>(Path.values().length);
    private boolean lost;

    Contact(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        for (var path : Path.values()) {
            lastHeard.set(path.ordinal(), clock.instant());
            Gauge.builder("steward.gateway.revocations.path.age.seconds", this, contact -> seconds(contact.age(path)))
                    .tag("path", path.name().toLowerCase(Locale.ROOT))
                    .strongReference(true)
                    .register(meters);
        }
        Gauge.builder("steward.gateway.revocations.age.seconds", this, contact -> seconds(contact.age()))
                .strongReference(true)
                .register(meters);
    }

    /** A source has answered, of Kafka all partitions; true when that ends a silence of both. */
    synchronized boolean heard(Path path) {
        var back = lost;
        if (back) {
            LOG.infof("ended sessions are heard of again, after %.0f s of silence", seconds(age()));
        }
        lastHeard.set(path.ordinal(), clock.instant());
        lost = false;
        return back;
    }

    /** A source has not answered; true when the silence of both has just become too long. */
    synchronized boolean missed() {
        if (lost || age().compareTo(LONGEST_SILENCE) <= 0) {
            return false;
        }
        lost = true;
        LOG.warnf(
                "no word of ended sessions for %d s, neither from identity nor from Kafka: sessions that end now stay usable"
                        + " until one of them is back or their tokens expire",
                age().toSeconds());
        return true;
    }

    private static double seconds(Duration age) {
        return age.toMillis() / 1000.0;
    }

    /** How long both sources have been silent. */
    public Duration age() {
        var kafka = age(Path.KAFKA);
        var identity = age(Path.IDENTITY);
        return kafka.compareTo(identity) < 0 ? kafka : identity;
    }

    /** How long a source has been silent. */
    public Duration age(Path path) {
        return Duration.between(lastHeard.get(path.ordinal()), clock.instant());
    }
}
