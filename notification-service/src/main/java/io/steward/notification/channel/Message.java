package io.steward.notification.channel;

import java.util.UUID;

/**
 * What goes out.
 *
 * @param messageId stable over all attempts, with its angle brackets (RFC 5322), so that a mail that came twice is recognised
 * @param ticketId null when it is about no ticket
 */
public record Message(String to, String subject, String body, String messageId, UUID ticketId) {}
