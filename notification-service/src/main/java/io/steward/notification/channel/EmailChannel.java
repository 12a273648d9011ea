package io.steward.notification.channel;

import io.smallrye.mutiny.Uni;
import io.steward.mail.MailSettings;
import io.steward.mail.PublicAddress;
import io.steward.mail.SendResult;
import io.steward.mail.SmtpClient;
import jakarta.enterprise.context.ApplicationScoped;

/** Mail by SMTP. */
@ApplicationScoped
public class EmailChannel {
    private final SmtpClient client;
    private final Letter letter;

    EmailChannel(SmtpClient client, MailSettings settings, PublicAddress address) {
        this.client = client;
        this.letter = new Letter(settings.from(), address.url());
    }

    /** Never fails: what went wrong is in the result. */
    public Uni<SendResult> send(Message message) {
        return client.send(() -> letter.of(message));
    }
}
