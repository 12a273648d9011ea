package io.steward.notification.delivery;

import io.steward.notification.channel.Message;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A mail under way: claimed for one attempt.
 *
 * @param retries how often it was tried in vain before this attempt
 * @param attemptedAt when the attempt began; it tells this attempt from a later one
 * @param message null when the recipient has no address (any more)
 * @param unwanted whether the recipient has switched mail off since
 * @param forbidden whether the recipient may not read any more what it tells
 */
record Delivery(
        UUID tenantId,
        UUID id,
        UUID notificationId,
        int retries,
        int maxRetries,
        Instant attemptedAt,
        Message message,
        boolean unwanted,
        boolean forbidden) {

    static Delivery of(Row row) {
        String address = row.getString("email");
        return new Delivery(
                row.getUUID("tenant_id"),
                row.getUUID("id"),
                row.getUUID("notification_id"),
                row.getInteger("retry_count"),
                row.getInteger("max_retries"),
                row.get(OffsetDateTime.class, "attempted_at").toInstant(),
                address == null || address.isBlank()
                        ? null
                        : new Message(
                                address,
                                row.getString("title"),
                                row.getString("body"),
                                row.getString("message_id"),
                                row.getUUID("ticket_id")),
                row.getBoolean("unwanted"),
                row.getBoolean("forbidden"));
    }

    /** Attempts whose outcome never came have used up the retries. */
    boolean isExhausted() {
        return retries >= maxRetries;
    }
}
