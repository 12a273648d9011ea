package io.steward.notification.channel;

/**
 * What came of an attempt to send.
 *
 * @param reason the kind of failure, for people; never an address or a text; null when it was sent
 */
public record SendResult(Outcome outcome, String reason) {
    /** What is known of the message. */
    public enum Outcome {
        /** The channel took it. */
        SENT,
        /** It surely did not go out; another attempt may succeed. */
        NOT_SENT,
        /** The channel refused it for good. */
        REFUSED,
        /** It may or may not have gone out: the answer never came. */
        UNKNOWN
    }

    public static final SendResult SENT = new SendResult(Outcome.SENT, null);

    static SendResult of(Outcome outcome, String reason) {
        return new SendResult(outcome, reason);
    }

    public boolean isSent() {
        return outcome == Outcome.SENT;
    }
}
