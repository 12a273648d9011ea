package io.steward.notification.feed;

/** Why somebody is told. */
public enum NotificationType {
    TICKET_CREATED,
    TICKET_ASSIGNED,
    TICKET_COMMENTED,
    TICKET_STATUS_CHANGED,
    SLA_WARNING,
    SLA_BREACHED,
    ESCALATION
}
