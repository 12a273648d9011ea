package io.steward.notification.feed;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** A notification as its recipient sees it. */
public record NotificationView(
        UUID id,
        NotificationType type,
        UUID ticketId,
        String title,
        String body,
        boolean read,
        Instant readAt,
        Instant createdAt) {
    static final String COLUMNS =
            "id, notification_type, ticket_id, title, body, is_read, read_at, created_at, position";

    static NotificationView of(Row row) {
        OffsetDateTime readAt = row.get(OffsetDateTime.class, "read_at");
        return new NotificationView(
                row.getUUID("id"),
                NotificationType.valueOf(row.getString("notification_type")),
                row.getUUID("ticket_id"),
                row.getString("title"),
                row.getString("body"),
                row.getBoolean("is_read"),
                readAt == null ? null : readAt.toInstant(),
                row.get(OffsetDateTime.class, "created_at").toInstant());
    }
}
