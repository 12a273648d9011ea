package io.steward.events;

import java.time.Instant;
import java.util.UUID;

/** What became of notifications. */
public sealed interface NotificationEvent extends DomainEvent {
    UUID notificationId();

    @Override
    default UUID aggregateId() {
        return notificationId();
    }

    @EventType("steward.notification.created.v1")
    @Description("A notification was made for a recipient.")
    record NotificationCreated(
            UUID notificationId, UUID recipientId, @Nullable UUID ticketId, String notificationType, Instant createdAt)
            implements NotificationEvent {}

    @EventType("steward.notification.delivered.v1")
    @Description("A channel took the message of a notification.")
    record NotificationDelivered(UUID notificationId, UUID deliveryId, String channel, Instant deliveredAt)
            implements NotificationEvent {}

    @EventType("steward.notification.delivery_failed.v1")
    @Description("A channel refused the message of a notification, or every attempt failed; there is no further one.")
    record NotificationDeliveryFailed(
            UUID notificationId, UUID deliveryId, String channel, String reason, Instant failedAt)
            implements NotificationEvent {}
}
