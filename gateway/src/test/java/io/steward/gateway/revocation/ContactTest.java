package io.steward.gateway.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
        assertThat(contact.lost()).as("not too long yet").isFalse();
        time.pass(Duration.ofMillis(1));
        assertThat(contact.lost()).isTrue();
        time.pass(Duration.ofMinutes(1));
        assertThat(contact.lost()).as("said before").isFalse();

        assertThat(contact.heard()).isTrue();
        assertThat(contact.heard()).as("said before").isFalse();
        assertThat(contact.lost()).isFalse();
        time.pass(Contact.LONGEST_SILENCE.plusMillis(1));
        assertThat(contact.lost()).as("the next one").isTrue();
    }

    @Test
    void itsAgeIsMeasured() {
        time.pass(Duration.ofMillis(2500));
        assertThat(age()).isEqualTo(2.5);
        contact.heard();
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
