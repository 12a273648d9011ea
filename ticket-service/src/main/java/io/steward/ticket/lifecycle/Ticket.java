package io.steward.ticket.lifecycle;

import io.steward.kit.actor.Actor;
import io.steward.kit.time.Ids;
import io.steward.ticket.lifecycle.TicketRequests.OpenTicket;
import io.steward.ticket.workflow.TicketStatus;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.UUID;

/** A ticket as it is stored. {@code version} grows with every edit and is what If-Match compares; due dates do not raise it. */
public record Ticket(
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
        long version,
        Instant createdAt,
        Instant updatedAt) {

    static final String COLUMNS = """
            id, ticket_number, ticket_type, title, description, category, status, priority, requestor_id, assigned_to, team_id, \
            response_due_at, resolution_due_at, waiting_for_agent, version, created_at, updated_at""";

    /** A new one, of the acting account. */
    static Ticket opened(OpenTicket request, String number, Actor actor, Instant now) {
        return new Ticket(
                Ids.next(),
                number,
                request.type(),
                request.title().strip(),
                request.description() == null ? "" : request.description(),
                request.category(),
                TicketStatus.NEW,
                request.priority(),
                actor.accountId(),
                null,
                request.teamId(),
                null,
                null,
                false,
                1,
                now,
                now);
    }

    static Ticket of(Row row) {
        return new Ticket(
                row.getUUID("id"),
                row.getString("ticket_number"),
                TicketType.valueOf(row.getString("ticket_type").toUpperCase(Locale.ROOT)),
                row.getString("title"),
                row.getString("description"),
                row.getString("category"),
                TicketStatus.valueOf(row.getString("status")),
                Priority.valueOf(row.getString("priority")),
                row.getUUID("requestor_id"),
                row.getUUID("assigned_to"),
                row.getUUID("team_id"),
                instant(row, "response_due_at"),
                instant(row, "resolution_due_at"),
                row.getBoolean("waiting_for_agent"),
                row.getLong("version"),
                instant(row, "created_at"),
                instant(row, "updated_at"));
    }

    /** A requester sees the own tickets, whoever may read all sees those of the organization. */
    public boolean visibleTo(Actor actor) {
        return actor.isSystem() || actor.may(Permissions.READ_ALL) || requesterId.equals(actor.accountId());
    }

    public Ticket withVersion(long newVersion) {
        return new Ticket(
                id,
                number,
                type,
                title,
                description,
                category,
                status,
                priority,
                requesterId,
                assigneeId,
                teamId,
                responseDueAt,
                resolutionDueAt,
                waitingForAgent,
                newVersion,
                createdAt,
                updatedAt);
    }

    /** A move answers whatever waited for the agent. */
    public Ticket withStatus(TicketStatus newStatus, Instant now) {
        return new Ticket(
                id,
                number,
                type,
                title,
                description,
                category,
                newStatus,
                priority,
                requesterId,
                assigneeId,
                teamId,
                responseDueAt,
                resolutionDueAt,
                false,
                version,
                createdAt,
                now);
    }

    public Ticket withAssignee(UUID newAssigneeId, Instant now) {
        return new Ticket(
                id,
                number,
                type,
                title,
                description,
                category,
                status,
                priority,
                requesterId,
                newAssigneeId,
                teamId,
                responseDueAt,
                resolutionDueAt,
                waitingForAgent,
                version,
                createdAt,
                now);
    }

    public Ticket withPriority(Priority newPriority, Instant now) {
        return new Ticket(
                id,
                number,
                type,
                title,
                description,
                category,
                status,
                newPriority,
                requesterId,
                assigneeId,
                teamId,
                responseDueAt,
                resolutionDueAt,
                waitingForAgent,
                version,
                createdAt,
                now);
    }

    public Ticket withTexts(String newTitle, String newDescription, String newCategory, UUID newTeamId, Instant now) {
        return new Ticket(
                id,
                number,
                type,
                newTitle,
                newDescription,
                newCategory,
                status,
                priority,
                requesterId,
                assigneeId,
                newTeamId,
                responseDueAt,
                resolutionDueAt,
                waitingForAgent,
                version,
                createdAt,
                now);
    }

    /** @param waits true when the requester has answered and the workflow has no way back, until an agent has answered or moved it */
    public Ticket waitingForAgent(boolean waits, Instant now) {
        return new Ticket(
                id,
                number,
                type,
                title,
                description,
                category,
                status,
                priority,
                requesterId,
                assigneeId,
                teamId,
                responseDueAt,
                resolutionDueAt,
                waits,
                version,
                createdAt,
                now);
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
