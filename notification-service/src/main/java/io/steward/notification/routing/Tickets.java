package io.steward.notification.routing;

import io.smallrye.mutiny.Uni;
import io.steward.events.TicketEvent;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.TicketEvent.TicketPriorityChanged;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.events.TicketEvent.TicketUpdated;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The local replica of tickets: who is concerned by one. */
@ApplicationScoped
class Tickets {
    /** An event tells some of the columns; $8 and $9 say whether it tells the assignee and the team. */
    private static final String SAVE = """
            INSERT INTO ticket AS t (tenant_id, id, number, title, requester_id, assignee_id, team_id, version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $10)
            ON CONFLICT (tenant_id, id) DO UPDATE
               SET number = $3, title = $4, requester_id = coalesce($5, t.requester_id),
                   assignee_id = CASE WHEN $8 THEN $6 ELSE t.assignee_id END,
                   team_id = CASE WHEN $9 THEN $7 ELSE t.team_id END,
                   version = $10
             WHERE t.version < $10
            """;

    private static final String CIRCLE = """
            SELECT t.id IS NOT NULL AS known, t.assignee_id, asked.team_id, team.created_at AS team_created_at,
                   ARRAY(SELECT m.user_id FROM team_member m
                          WHERE m.tenant_id = $1 AND m.team_id = coalesce($3, t.team_id) AND m.is_lead) AS leads
              FROM (SELECT) nothing
              LEFT JOIN ticket t ON t.tenant_id = $1 AND t.id = $2
              CROSS JOIN LATERAL (SELECT coalesce($3, t.team_id) AS team_id) asked
              LEFT JOIN team ON team.tenant_id = $1 AND team.id = asked.team_id
            """;

    private final RoutingConfig config;

    Tickets(RoutingConfig config) {
        this.config = config;
    }

    /** Who stands around a ticket; empty when the ticket is not known here (yet). */
    Uni<Optional<Circle>> circle(Scope scope, UUID ticketId, UUID teamId) {
        return scope.query(CIRCLE, scope.actor().tenantId(), ticketId, teamId).map(rows -> {
            Row row = rows.iterator().next();
            List<UUID> leads = List.of(row.getArrayOfUUIDs("leads"));
            return row.getBoolean("known")
                    ? Optional.of(new Circle(row.getUUID("assignee_id"), leads, isSettled(scope, row, leads)))
                    : Optional.empty();
        });
    }

    private boolean isSettled(Scope scope, Row row, List<UUID> leads) {
        OffsetDateTime createdAt = row.get(OffsetDateTime.class, "team_created_at");
        return row.getUUID("team_id") == null
                || !leads.isEmpty()
                || (createdAt != null
                        && createdAt.toInstant().plus(config.patience()).isBefore(scope.now()));
    }

    Uni<Void> save(Scope scope, TicketEvent event, long version) {
        return switch (event) {
            case TicketCreated e ->
                save(
                        scope,
                        e,
                        version,
                        new Facts(e.number(), e.title(), e.requesterId(), e.assigneeId(), true, e.teamId(), true));
            case TicketUpdated e ->
                save(scope, e, version, new Facts(e.number(), e.title(), null, null, false, e.teamId(), true));
            case TicketPriorityChanged e ->
                save(scope, e, version, new Facts(e.number(), e.title(), null, null, false, null, false));
            case TicketAssigned e ->
                save(
                        scope,
                        e,
                        version,
                        new Facts(e.number(), e.title(), e.requesterId(), e.newAssigneeId(), true, null, false));
            case TicketStatusChanged e ->
                save(
                        scope,
                        e,
                        version,
                        new Facts(e.number(), e.title(), e.requesterId(), e.assigneeId(), true, null, false));
            case TicketCommented e ->
                save(
                        scope,
                        e,
                        version,
                        new Facts(e.number(), e.title(), e.requesterId(), e.assigneeId(), true, null, false));
        };
    }

    private static Uni<Void> save(Scope scope, TicketEvent event, long version, Facts facts) {
        return scope.query(
                        SAVE,
                        scope.actor().tenantId(),
                        event.ticketId(),
                        facts.number(),
                        facts.title(),
                        facts.requesterId(),
                        facts.assigneeId(),
                        facts.teamId(),
                        facts.tellsAssignee(),
                        facts.tellsTeam(),
                        version)
                .replaceWithVoid();
    }

    /** What an event tells of its ticket. */
    private record Facts(
            String number,
            String title,
            UUID requesterId,
            UUID assigneeId,
            boolean tellsAssignee,
            UUID teamId,
            boolean tellsTeam) {}
}
