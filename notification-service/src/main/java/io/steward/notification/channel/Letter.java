package io.steward.notification.channel;

import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.mailencoder.EmailAddress;
import java.net.URI;
import java.util.Optional;

/**
 * How a message looks as mail: plain text.
 *
 * @param publicUrl where people reach this installation; without it there is no link
 */
record Letter(String from, Optional<URI> publicUrl) {
    private static final String CONTROL = "[\\p{Cc}\\p{Zl}\\p{Zp}]+";

    /** @throws IllegalArgumentException for an address to which no mail can be sent */
    MailMessage of(Message message) {
        if (message.to().codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("address");
        }
        MailMessage mail = new MailMessage()
                .setFrom(from)
                .setTo(new EmailAddress(message.to()).getEmail())
                .setSubject(message.subject().replaceAll(CONTROL, " "))
                .setText(message.body() + link(message) + "\n")
                .addHeader("Message-ID", message.messageId())
                // RFC 3834: no automatic reply should answer this.
                .addHeader("Auto-Submitted", "auto-generated");
        if (message.ticketId() != null) {
            mail.addHeader("References", "<ticket-" + message.ticketId() + "@steward>");
        }
        return mail;
    }

    private String link(Message message) {
        return publicUrl
                .filter(url -> message.ticketId() != null)
                .map(url ->
                        "\n\nTicket: " + url.toString().replaceAll("/+$", "") + "/api/v1/tickets/" + message.ticketId())
                .orElse("");
    }
}
