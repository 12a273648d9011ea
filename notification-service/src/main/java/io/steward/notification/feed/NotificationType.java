package io.steward.notification.feed;

/** Why somebody is told; the most urgent first, which gives its name to a notification of several. */
public enum NotificationType {
    ESCALATION,
    SLA_BREACHED,
    SLA_WARNING,
    TICKET_ASSIGNED,
    TICKET_CREATED,
    TICKET_STATUS_CHANGED,
    TICKET_COMMENTED,
    NOTE_ADDED,
    /** It came to the recipient's team. */
    TICKET_MOVED,
    /** Nobody has it any more. In the feed alone: whoever goes may leave hundreds. */
    TICKET_UNASSIGNED;

    public boolean goesByMail() {
        return this != TICKET_UNASSIGNED;
    }
}
