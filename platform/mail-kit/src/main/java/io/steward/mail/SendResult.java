package io.steward.mail;

import io.vertx.ext.mail.SMTPException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;

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

    /** The server wants a login or encryption, or did not take the login (RFC 4954; 454 is passing anyway). It is about this service, not the mail. */
    private static final Set<Integer> NOT_LET_IN = Set.of(530, 531, 532, 533, 534, 535, 536, 537, 538);

    static SendResult of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SMTPException refused
                when refused.isPermanent() && !NOT_LET_IN.contains(refused.getReplyCode()) -> {
                    return new SendResult(Outcome.REFUSED, "smtp-" + refused.getReplyCode());
                }
                case SMTPException later -> {
                    return new SendResult(Outcome.NOT_SENT, "smtp-" + later.getReplyCode());
                }
                case ConnectException unreachable -> {
                    return new SendResult(Outcome.NOT_SENT, "connection-refused");
                }
                case UnknownHostException unknown -> {
                    return new SendResult(Outcome.NOT_SENT, "unknown-host");
                }
                case IllegalArgumentException invalid -> {
                    return new SendResult(Outcome.REFUSED, "invalid-message");
                }
                default -> {
                    // A wrapper: its cause may tell.
                }
            }
        }
        return new SendResult(Outcome.UNKNOWN, "outcome-unknown");
    }

    public boolean isSent() {
        return outcome == Outcome.SENT;
    }
}
