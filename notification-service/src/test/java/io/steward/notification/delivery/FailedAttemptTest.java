package io.steward.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.mail.SendResult;
import io.steward.mail.SendResult.Outcome;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FailedAttemptTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final SendResult UNREACHABLE = new SendResult(Outcome.NOT_SENT, "connection-refused");

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
        return new Delivery(id, id, id, retries, 5, NOW, null, false, false);
    }
}
