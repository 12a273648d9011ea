package io.steward.sla.clock;

import java.time.Instant;
import java.util.UUID;

/** What the clocks, and those who are told of them, need of a ticket. */
public record TrackedTicket(
        UUID id,
        String number,
        String title,
        String status,
        String priority,
        UUID requesterId,
        UUID assigneeId,
        UUID teamId,
        Instant createdAt) {

    TrackedTicket withTitle(String changed) {
        return new TrackedTicket(id, number, changed, status, priority, requesterId, assigneeId, teamId, createdAt);
    }

    TrackedTicket withTeam(UUID changed) {
        return new TrackedTicket(id, number, title, status, priority, requesterId, assigneeId, changed, createdAt);
    }

    TrackedTicket withAssignee(UUID changed) {
        return new TrackedTicket(id, number, title, status, priority, requesterId, changed, teamId, createdAt);
    }

    TrackedTicket withStatus(String changed) {
        return new TrackedTicket(id, number, title, changed, priority, requesterId, assigneeId, teamId, createdAt);
    }

    TrackedTicket withPriority(String changed) {
        return new TrackedTicket(id, number, title, status, changed, requesterId, assigneeId, teamId, createdAt);
    }
}
