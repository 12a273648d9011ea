package io.steward.notification.feed;

import io.steward.notification.directory.Audience;
import java.util.UUID;

/**
 * A notification that is to be stored.
 *
 * @param title one line
 * @param audience what the recipient has to be allowed to read; asked again before mail goes out
 * @param byMail whether it goes out by mail beside the feed
 */
public record NewNotification(
        UUID id,
        UUID userId,
        UUID ticketId,
        NotificationType type,
        String title,
        String body,
        Audience audience,
        boolean byMail) {}
