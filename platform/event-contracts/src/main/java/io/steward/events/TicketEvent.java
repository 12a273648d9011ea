package io.steward.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What happened to a ticket. Priorities are {@code P1} (critical) to {@code P4}; statuses are the names of the ticket's state machine.
 * Internal comments never appear here; see {@link NoteEvent}.
 */
public sealed interface TicketEvent extends DomainEvent {
    UUID ticketId();

    @Override
    default UUID aggregateId() {
        return ticketId();
    }

    @EventType("steward.ticket.created.v1")
    @Description("A ticket was opened.")
    record TicketCreated(
            UUID ticketId,
            String number,
            String ticketType,
            String title,
            String status,
            String priority,
            @Nullable String category,
            UUID requesterId,
            @Nullable UUID assigneeId,
            @Nullable UUID teamId,
            Instant createdAt)
            implements TicketEvent {}

    @EventType("steward.ticket.updated.v1")
    @Description(
            "Descriptive fields of a ticket changed; changedFields names them, the values are those after the change.")
    record TicketUpdated(
            UUID ticketId,
            String number,
            String title,
            @Nullable String category,
            @Nullable UUID teamId,
            List<String> changedFields,
            Instant changedAt,
            @Nullable UUID actorId)
            implements TicketEvent {}

    @EventType("steward.ticket.priority_changed.v1")
    @Description("The priority of a ticket changed.")
    record TicketPriorityChanged(
            UUID ticketId, String number, String title, String oldPriority, String newPriority, Instant changedAt)
            implements TicketEvent {}

    @EventType("steward.ticket.assigned.v1")
    @Description("The assignee of a ticket changed; newAssigneeId is absent when the ticket was given back.")
    record TicketAssigned(
            UUID ticketId,
            String number,
            String title,
            UUID requesterId,
            @Nullable UUID oldAssigneeId,
            @Nullable UUID newAssigneeId,
            @Nullable UUID actorId,
            Instant changedAt)
            implements TicketEvent {}

    @EventType("steward.ticket.status_changed.v1")
    @Description(
            "The status of a ticket moved along an edge of its workflow; actorId is absent when a rule or another service moved it.")
    record TicketStatusChanged(
            UUID ticketId,
            String number,
            String title,
            String oldStatus,
            String newStatus,
            UUID requesterId,
            @Nullable UUID assigneeId,
            @Nullable UUID actorId,
            Instant changedAt,

            @Nullable
            @Description("The public comment that the move was made with; it is told next. Absent without one.")
            UUID commentId)
            implements TicketEvent {
        /** Of a move without a comment. */
        public TicketStatusChanged(
                UUID ticketId,
                String number,
                String title,
                String oldStatus,
                String newStatus,
                UUID requesterId,
                UUID assigneeId,
                UUID actorId,
                Instant changedAt) {
            this(ticketId, number, title, oldStatus, newStatus, requesterId, assigneeId, actorId, changedAt, null);
        }
    }

    @EventType("steward.ticket.commented.v1")
    @Description("A public comment was added to a ticket. Internal comments are never told of.")
    record TicketCommented(
            UUID ticketId,
            String number,
            String title,
            UUID commentId,
            UUID authorId,
            boolean byAgent,
            String excerpt,
            UUID requesterId,
            @Nullable UUID assigneeId,
            Instant commentedAt,

            @Nullable @Description("The status that the ticket moved to with the comment; absent when it did not move.")
            String movedTo)
            implements TicketEvent {
        /** Of a comment that moved nothing. */
        public TicketCommented(
                UUID ticketId,
                String number,
                String title,
                UUID commentId,
                UUID authorId,
                boolean byAgent,
                String excerpt,
                UUID requesterId,
                UUID assigneeId,
                Instant commentedAt) {
            this(
                    ticketId,
                    number,
                    title,
                    commentId,
                    authorId,
                    byAgent,
                    excerpt,
                    requesterId,
                    assigneeId,
                    commentedAt,
                    null);
        }
    }
}
