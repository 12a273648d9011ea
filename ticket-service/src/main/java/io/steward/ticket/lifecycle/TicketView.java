package io.steward.ticket.lifecycle;

import io.steward.ticket.workflow.TicketStatus;
import java.time.Instant;
import java.util.UUID;

/** A ticket as clients see it. */
public record TicketView(
        UUID id,
        String number,
        TicketType type,
        String title,
        String description,
        String category,
        TicketStatus status,
        Priority priority,
        UUID requesterId,
        UUID assigneeId,
        UUID teamId,
        Instant responseDueAt,
        Instant resolutionDueAt,
        boolean waitingForAgent,
        Instant createdAt,
        Instant updatedAt,
        long version) {

    public static TicketView of(Ticket ticket) {
        return new TicketView(
                ticket.id(),
                ticket.number(),
                ticket.type(),
                ticket.title(),
                ticket.description(),
                ticket.category(),
                ticket.status(),
                ticket.priority(),
                ticket.requesterId(),
                ticket.assigneeId(),
                ticket.teamId(),
                ticket.responseDueAt(),
                ticket.resolutionDueAt(),
                ticket.waitingForAgent(),
                ticket.createdAt(),
                ticket.updatedAt(),
                ticket.version());
    }
}
