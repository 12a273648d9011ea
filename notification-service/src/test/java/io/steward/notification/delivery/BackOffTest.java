package io.steward.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.notification.channel.SendResult;
import io.steward.notification.channel.SendResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final SendResult UNREACHABLE = new SendResult(Outcome.NOT_SENT, "connection-refused");

    @Test
    void the_wait_doubles_from_30_seconds() {
        assertThat(BackOff.ceiling(0)).isEqualTo(Duration.ofSeconds(30));
        assertThat(BackOff.ceiling(1)).isEqualTo(Duration.ofSeconds(60));
        assertThat(BackOff.ceiling(4)).isEqualTo(Duration.ofSeconds(480));
    }

    @Test
    void the_wait_is_never_longer_than_an_hour() {
        assertThat(BackOff.ceiling(6)).isEqualTo(Duration.ofMinutes(32));
        assertThat(BackOff.ceiling(7)).isEqualTo(Duration.ofHours(1));
        assertThat(BackOff.ceiling(200)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void jitter_takes_from_nothing_to_all_of_it() {
        assertThat(BackOff.after(1, 0)).isZero();
        assertThat(BackOff.after(1, 0.5)).isEqualTo(Duration.ofSeconds(30));
        assertThat(BackOff.after(1, 1)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void the_failure_before_the_last_is_retried_and_the_last_is_not() {
        assertThat(FailedAttempt.of(after(3), UNREACHABLE, NOW, 1))
                .isEqualTo(new FailedAttempt(4, NOW.plusSeconds(240), false, "connection-refused"));
        assertThat(FailedAttempt.of(after(4), UNREACHABLE, NOW, 1))
                .isEqualTo(new FailedAttempt(5, null, false, "connection-refused"));
    }

    @Test
    void a_refusal_is_for_good_at_once() {
        FailedAttempt refused = FailedAttempt.of(after(0), new SendResult(Outcome.REFUSED, "smtp-550"), NOW, 1);

        assertThat(refused.isForGood()).isTrue();
        assertThat(refused.retryCount()).isEqualTo(1);
    }

    @Test
    void an_unknown_outcome_says_so_and_is_tried_again() {
        FailedAttempt unknown = FailedAttempt.of(after(0), new SendResult(Outcome.UNKNOWN, "outcome-unknown"), NOW, 1);

        assertThat(unknown.outcomeUnknown()).isTrue();
        assertThat(unknown.isForGood()).isFalse();
    }

    private static Delivery after(int retries) {
        UUID id = UUID.randomUUID();
        return new Delivery(id, id, id, retries, 5, NOW, null);
    }
}
