package io.steward.ticket.workflow;

/** The states of a ticket (ITIL incident lifecycle). Which may follow which is the workflow's to say. */
public enum TicketStatus {
    NEW,
    OPEN,
    IN_PROGRESS,
    /** Waits for the requester; the resolution clock pauses. */
    PENDING_INFO,
    ESCALATED,
    RESOLVED,
    CLOSED,
    REOPENED
}
