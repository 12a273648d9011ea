package io.steward.notification.channel;

import io.smallrye.mutiny.Uni;
import io.steward.notification.channel.SendResult.Outcome;
import io.vertx.ext.mail.SMTPException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;

/** Mail by SMTP. */
@ApplicationScoped
public class EmailChannel {
    /** The server wants a login or encryption, or did not take the login (RFC 4954; 454 is passing anyway). It is about this service, not the mail. */
    private static final Set<Integer> NOT_LET_IN = Set.of(530, 531, 532, 533, 534, 535, 536, 537, 538);

    private final SmtpClient client;
    private final Letter letter;

    EmailChannel(SmtpClient client, MailSettings settings, PublicAddress address) {
        this.client = client;
        this.letter = new Letter(settings.from(), address.url());
    }

    /** Never fails: what went wrong is in the result. */
    public Uni<SendResult> send(Message message) {
        return Uni.createFrom()
                .deferred(() -> client.send(letter.of(message)))
                .replaceWith(SendResult.SENT)
                .onFailure()
                .recoverWithItem(EmailChannel::resultOf);
    }

    static SendResult resultOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SMTPException refused
                when refused.isPermanent() && !NOT_LET_IN.contains(refused.getReplyCode()) -> {
                    return SendResult.of(Outcome.REFUSED, "smtp-" + refused.getReplyCode());
                }
                case SMTPException later -> {
                    return SendResult.of(Outcome.NOT_SENT, "smtp-" + later.getReplyCode());
                }
                case ConnectException unreachable -> {
                    return SendResult.of(Outcome.NOT_SENT, "connection-refused");
                }
                case UnknownHostException unknown -> {
                    return SendResult.of(Outcome.NOT_SENT, "unknown-host");
                }
                case IllegalArgumentException invalid -> {
                    return SendResult.of(Outcome.REFUSED, "invalid-message");
                }
                default -> {
                    // A wrapper: its cause may tell.
                }
            }
        }
        return SendResult.of(Outcome.UNKNOWN, "outcome-unknown");
    }
}
