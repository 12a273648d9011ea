package io.steward.notification.delivery;

import io.steward.mail.BackOff;
import io.steward.mail.SendResult;
import io.steward.mail.SendResult.Outcome;
import java.time.Instant;

/**
 * What follows from an attempt that failed.
 *
 * @param retryCount counts this failure
 * @param nextAttemptAt null: failed for good
 */
record FailedAttempt(int retryCount, Instant nextAttemptAt, boolean outcomeUnknown, String reason) {

    /** @param share the jitter of the back-off, from 0 to 1 */
    static FailedAttempt of(Delivery delivery, SendResult result, Instant now, double share) {
        int count = Math.min(delivery.retries() + 1, delivery.maxRetries());
        boolean forGood = result.outcome() == Outcome.REFUSED || count >= delivery.maxRetries();
        return new FailedAttempt(
                count,
                forGood ? null : now.plus(BackOff.after(delivery.retries(), share)),
                result.outcome() == Outcome.UNKNOWN,
                result.reason());
    }

    boolean isForGood() {
        return nextAttemptAt == null;
    }
}
