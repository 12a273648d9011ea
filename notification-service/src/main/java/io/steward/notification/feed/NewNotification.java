package io.steward.notification.feed;

import java.util.UUID;

/**
 * A notification that is to be stored.
 *
 * @param title one line
 * @param byMail whether it goes out by mail beside the feed
 */
public record NewNotification(
        UUID id, UUID userId, UUID ticketId, NotificationType type, String title, String body, boolean byMail) {}
