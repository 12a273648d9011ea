package io.steward.gateway.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.steward.gateway.revocation.Contact.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ContactTest {

    private final Time time = new Time();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Contact contact = new Contact(time, meters);

    @Test
    void aSilenceIsSaidOnceWhenItIsTooLongAndOnceWhenItIsOver() {
        time.pass(Contact.LONGEST_SILENCE);
        assertThat(contact.missed()).as("not too long yet").isFalse();
        time.pass(Duration.ofMillis(1));
        assertThat(contact.missed()).isTrue();
        time.pass(Duration.ofMinutes(1));
        assertThat(contact.missed()).as("said before").isFalse();

        assertThat(contact.heard(Path.KAFKA)).isTrue();
        assertThat(contact.heard(Path.KAFKA)).as("said before").isFalse();
        assertThat(contact.missed()).isFalse();
        time.pass(Contact.LONGEST_SILENCE.plusMillis(1));
        assertThat(contact.missed()).as("the next one").isTrue();
    }

    @Test
    void eitherPathIsEnough() {
        for (var path : new Path[] {Path.KAFKA, Path.IDENTITY, Path.KAFKA, Path.KAFKA}) {
            time.pass(Contact.LONGEST_SILENCE);
            assertThat(contact.heard(path)).isFalse();
            time.pass(Duration.ofMillis(1));
            assertThat(contact.missed()).as(path.name()).isFalse();
        }
        assertThat(contact.age()).isEqualTo(Duration.ofMillis(1));
        assertThat(contact.age(Path.IDENTITY)).isGreaterThan(Duration.ofSeconds(10));
        assertThat(meters.get("steward.gateway.revocations.path.age.seconds")
                        .tag("path", "identity")
                        .gauge()
                        .value())
                .isGreaterThan(10);
    }

    @Test
    void itsAgeIsMeasured() {
        time.pass(Duration.ofMillis(2500));
        assertThat(age()).isEqualTo(2.5);
        contact.heard(Path.KAFKA);
        assertThat(age()).isZero();
    }

    private double age() {
        return meters.get("steward.gateway.revocations.age.seconds").gauge().value();
    }

    private static final class Time extends Clock {

        private Instant now = Instant.parse("2026-01-02T03:04:05Z");

        void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
