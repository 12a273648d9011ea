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
                .setSubject(subject.replaceAll(CONTROL, " "))
                .setText(text + "\n")
                .addHeader("Message-ID", messageId)
                // RFC 3834: no automatic reply should answer this.
                .addHeader("Auto-Submitted", "auto-generated");
    }
}
