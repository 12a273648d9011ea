package io.steward.notification.channel;

import io.quarkus.mailer.Mail;
import io.quarkus.mailer.reactive.ReactiveMailer;
import io.smallrye.mutiny.Uni;
import io.steward.notification.channel.SendResult.Outcome;
import io.vertx.ext.mail.SMTPException;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Mail by SMTP, in plain text. */
@ApplicationScoped
public class EmailChannel {
    /** Shorter than an attempt's lease: a slow server's answer never meets a second attempt. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String CONTROL = "[\\p{Cc}\\p{Zl}\\p{Zp}]+";

    private final ReactiveMailer mailer;

    EmailChannel(ReactiveMailer mailer) {
        this.mailer = mailer;
    }

    /** Never fails: what went wrong is in the result. */
    public Uni<SendResult> send(Message message) {
        return Uni.createFrom()
                .deferred(() -> mailer.send(mail(message)))
                .ifNoItem()
                .after(PATIENCE)
                .failWith(TimeoutException::new)
                .replaceWith(SendResult.SENT)
                .onFailure()
                .recoverWithItem(EmailChannel::resultOf);
    }

    private static Mail mail(Message message) {
        if (message.to().codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("address");
        }
        Mail mail = Mail.withText(
                        message.to(), message.subject().replaceAll(CONTROL, " "), message.body() + link(message))
                .addHeader("Message-ID", message.messageId())
                // RFC 3834: no automatic reply should answer this.
                .addHeader("Auto-Submitted", "auto-generated");
        if (message.ticketId() != null) {
            mail.addHeader("References", "<ticket-" + message.ticketId() + "@steward>");
        }
        return mail;
    }

    private static String link(Message message) {
        return message.ticketId() == null ? "\n" : "\n\nTicket: /tickets/" + message.ticketId() + "\n";
    }

    static SendResult resultOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SMTPException refused
                when refused.isPermanent() -> {
                    return SendResult.of(Outcome.REFUSED, "smtp-" + refused.getReplyCode());
                }
                case SMTPException busy -> {
                    return SendResult.of(Outcome.NOT_SENT, "smtp-" + busy.getReplyCode());
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
