package io.steward.notification.routing;

import io.smallrye.mutiny.Uni;
import io.steward.events.TicketEvent;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.TicketEvent.TicketPriorityChanged;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.events.TicketEvent.TicketUpdated;
import io.steward.kit.inbox.IncomingEvent;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The local replica of tickets: whose one is. */
@ApplicationScoped
class Tickets {
    /** An event tells some of the columns; the last two of a row say whether it tells the assignee and the team. */
    private static final String SAVE = """
            WITH told AS (
                SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::boolean[], $7::boolean[])
                    AS e (id, assignee_id, team_id, version, tells_assignee, tells_team)),
            changed AS (
                UPDATE ticket t
                   SET assignee_id = CASE WHEN e.tells_assignee THEN e.assignee_id ELSE t.assignee_id END,
                       team_id = CASE WHEN e.tells_team THEN e.team_id ELSE t.team_id END,
                       version = e.version
                  FROM told e WHERE t.tenant_id = $1 AND t.id = e.id AND t.version < e.version)
            INSERT INTO ticket (tenant_id, id, assignee_id, team_id, version)
            SELECT $1, id, assignee_id, team_id, version FROM told
            ON CONFLICT DO NOTHING
            """;

    private static final String CIRCLES = """
            SELECT t.id IS NOT NULL AS known, t.assignee_id, asked.team_id, team.created_at AS team_created_at,
                   ARRAY(SELECT m.user_id FROM team_member m
                          WHERE m.tenant_id = $1 AND m.team_id = coalesce(e.team_id, t.team_id) AND m.is_lead) AS leads,
                   ARRAY(SELECT m.user_id FROM team_member m JOIN person p ON p.tenant_id = $1 AND p.id = m.user_id
                          WHERE m.tenant_id = $1 AND m.team_id = coalesce(e.team_id, t.team_id) AND m.is_member AND p.can_work)
                       AS members
              FROM unnest($2::uuid[], $3::uuid[]) WITH ORDINALITY AS e (ticket_id, team_id, place)
              LEFT JOIN ticket t ON t.tenant_id = $1 AND t.id = e.ticket_id
              CROSS JOIN LATERAL (SELECT coalesce(e.team_id, t.team_id) AS team_id) asked
              LEFT JOIN team ON team.tenant_id = $1 AND team.id = asked.team_id
             ORDER BY e.place
            """;

    private static final String RESPONSIBLE = """
            SELECT ARRAY(SELECT m.user_id FROM team_member m
                          WHERE m.tenant_id = $1 AND m.team_id = o.default_team_id AND m.is_lead) AS leads,
                   ARRAY(SELECT m.user_id FROM team_member m JOIN person p ON p.tenant_id = $1 AND p.id = m.user_id
                          WHERE m.tenant_id = $1 AND m.team_id = o.default_team_id AND m.is_member AND p.can_work) AS members,
                   ARRAY(SELECT p.id FROM person p
                          WHERE p.tenant_id = $1 AND p.active
                            AND p.ticket_permissions @> '{ticket:read,ticket:read-all,ticket:assign}'::text[]) AS assigners
              FROM (VALUES (1)) AS one LEFT JOIN organization o ON o.tenant_id = $1
            """;

    private final RoutingConfig config;

    Tickets(RoutingConfig config) {
        this.config = config;
    }

    /**
     * A question for who stands around a ticket.
     *
     * @param teamId the team that counts; null for the ticket's own
     */
    record Around(UUID ticketId, UUID teamId) {}

    /** Who stands around each ticket, in the order of the questions; empty when the ticket is not known here (yet). */
    Uni<List<Optional<Circle>>> circles(Scope scope, List<Around> questions) {
        return scope.query(
                        CIRCLES,
                        scope.actor().tenantId(),
                        questions.stream().map(Around::ticketId).toArray(UUID[]::new),
                        questions.stream().map(Around::teamId).toArray(UUID[]::new))
                .map(rows -> {
                    List<Optional<Circle>> circles = new ArrayList<>(rows.size());
                    rows.forEach(row -> circles.add(circle(scope, row)));
                    return circles;
                });
    }

    private Optional<Circle> circle(Scope scope, Row row) {
        if (!row.getBoolean("known")) {
            return Optional.empty();
        }
        List<UUID> leads = List.of(row.getArrayOfUUIDs("leads"));
        List<UUID> members = List.of(row.getArrayOfUUIDs("members"));
        return Optional.of(new Circle(row.getUUID("assignee_id"), leads, members, isSettled(scope, row, leads)));
    }

    /** Who answers for the organization's tickets where no team does. */
    Uni<Responsible> responsible(Scope scope) {
        return scope.query(RESPONSIBLE, scope.actor().tenantId()).map(rows -> {
            Row row = rows.iterator().next();
            return new Responsible(Stream.of("leads", "members", "assigners")
                    .map(column -> List.of(row.getArrayOfUUIDs(column)))
                    .toList());
        });
    }

    private boolean isSettled(Scope scope, Row row, List<UUID> leads) {
        OffsetDateTime createdAt = row.get(OffsetDateTime.class, "team_created_at");
        return row.getUUID("team_id") == null
                || !leads.isEmpty()
                || (createdAt != null
                        && createdAt.toInstant().plus(config.patience()).isBefore(scope.now()));
    }

    /** Takes over what events tell of their tickets, no two of which are the same. */
    Uni<Void> save(Scope scope, List<IncomingEvent> events) {
        List<Facts> told = events.stream()
                .filter(event -> event.data() instanceof TicketEvent)
                .map(event -> Facts.of((TicketEvent) event.data(), event.sequence()))
                .toList();
        if (told.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return scope.query(
                        SAVE,
                        scope.actor().tenantId(),
                        told.stream().map(Facts::ticketId).toArray(UUID[]::new),
                        told.stream().map(Facts::assigneeId).toArray(UUID[]::new),
                        told.stream().map(Facts::teamId).toArray(UUID[]::new),
                        told.stream().map(Facts::version).toArray(Long[]::new),
                        told.stream().map(Facts::tellsAssignee).toArray(Boolean[]::new),
                        told.stream().map(Facts::tellsTeam).toArray(Boolean[]::new))
                .replaceWithVoid();
    }

    /** What an event tells of its ticket. */
    private record Facts(
            UUID ticketId, long version, UUID assigneeId, boolean tellsAssignee, UUID teamId, boolean tellsTeam) {

        static Facts of(TicketEvent event, long version) {
            UUID id = event.ticketId();
            return switch (event) {
                case TicketCreated e -> new Facts(id, version, e.assigneeId(), true, e.teamId(), true);
                case TicketUpdated e -> new Facts(id, version, null, false, e.teamId(), true);
                case TicketPriorityChanged e -> new Facts(id, version, null, false, null, false);
                case TicketAssigned e -> new Facts(id, version, e.newAssigneeId(), true, null, false);
                case TicketStatusChanged e -> new Facts(id, version, e.assigneeId(), true, null, false);
                case TicketCommented e -> new Facts(id, version, e.assigneeId(), true, null, false);
            };
        }
    }
}
