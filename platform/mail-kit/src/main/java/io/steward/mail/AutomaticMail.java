package io.steward.mail;

import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.mailencoder.EmailAddress;

/** A mail that no person wrote: plain text. */
public final class AutomaticMail {
    private static final String CONTROL = "[\\p{Cc}\\p{Zl}\\p{Zp}]+";

    private AutomaticMail() {}

    /**
     * @param messageId with its angle brackets (RFC 5322)
     * @throws IllegalArgumentException for an address to which no mail can be sent
     */
    public static MailMessage of(String from, String to, String subject, String text, String messageId) {
        if (to.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("address");
        }
        return new MailMessage()
                .setFrom(from)
                .setTo(new EmailAddress(to).getEmail())
                .setText(text + "\n")
                // As a header of ours: the mail client encodes nothing again.
                .addHeader("Subject", MailSubject.encoded(subject.replaceAll(CONTROL, " ")))
                .addHeader("Message-ID", messageId)
                // RFC 3834: no automatic reply should answer this.
                .addHeader("Auto-Submitted", "auto-generated");
    }
}
