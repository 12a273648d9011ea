package io.steward.local;

import java.time.Instant;
import java.util.Map;

/**
 * A mail that was received, once per recipient.
 *
 * @param id counts up from 1
 * @param to the recipient it was delivered to
 * @param body the plain text, or the HTML source where there is no plain text
 */
record Mail(
        long id,
        String from,
        String to,
        String subject,
        Instant date,
        String messageId,
        String body,
        Map<String, String> headers) {}
