package io.steward.notification.channel;

import io.steward.mail.AutomaticMail;
import io.vertx.ext.mail.MailMessage;
import java.net.URI;
import java.util.Optional;

/**
 * How a message looks as mail: plain text.
 *
 * @param publicUrl where people reach this installation; without it there is no link
 */
record Letter(String from, Optional<URI> publicUrl) {
    /** @throws IllegalArgumentException for an address to which no mail can be sent */
    MailMessage of(Message message) {
        MailMessage mail = AutomaticMail.of(
                from, message.to(), message.subject(), message.body() + link(message), message.messageId());
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
