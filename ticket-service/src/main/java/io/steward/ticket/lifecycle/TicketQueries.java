package io.steward.ticket.lifecycle;

import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.events.SlaEvent.SlaDueDatesSet;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Insertion;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The statements on tickets. Each names the tenant itself, beside the wall: it is the leading column of every index. */
@ApplicationScoped
public class TicketQueries {
    static final String BY_ID =
            "SELECT " + Ticket.COLUMNS + " FROM tickets WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL";

    private static final String INSERT = """
            INSERT INTO tickets (tenant_id, id, ticket_number, ticket_type, title, description, category, status, priority,
                                 requestor_id, team_id, created_at, updated_at)
            SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::text, 'NEW', $8::text, $9::uuid, $10::uuid,
                   $11::timestamptz, $11::timestamptz
            """;
    private static final String UPDATE = """
            UPDATE tickets SET title = $3, description = $4, category = $5, status = $6, priority = $7, assigned_to = $8,
                   team_id = $9, waiting_for_agent = $10, version = $11, updated_at = $12
             WHERE tenant_id = $1 AND id = $2
            """;
    private static final String DUE_DATES = """
            UPDATE tickets t
               SET sla_policy_id = d.policy_id, response_due_at = d.response, resolution_due_at = d.resolution,
                   sla_sequence = d.sequence, updated_at = $7
              FROM unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::timestamptz[], $6::timestamptz[])
                   AS d (id, sequence, policy_id, response, resolution)
             WHERE t.tenant_id = $1 AND t.id = d.id AND t.sla_sequence < d.sequence
            """;

    Uni<Void> insert(Scope scope, Ticket ticket) {
        return scope.query(INSERT, Tuple.from(values(scope.actor(), ticket))).replaceWithVoid();
    }

    /** The same with its event, for a transaction of its own. */
    static Insertion<Ticket> insertion(Actor actor, Ticket ticket, DomainEvent event) {
        return new Insertion<>(INSERT + " FROM entered", values(actor, ticket), event, ticket.version(), ticket);
    }

    private static List<Object> values(Actor actor, Ticket ticket) {
        return Arrays.asList(
                actor.tenantId(),
                ticket.id(),
                ticket.number(),
                ticket.type().wireName(),
                ticket.title(),
                ticket.description(),
                ticket.category(),
                ticket.priority().name(),
                ticket.requesterId(),
                ticket.teamId(),
                time(ticket.createdAt()));
    }

    /**
     * Reads a ticket and holds its row until the end of the transaction, so that its events get their order.
     *
     * @throws Problem 404 when it is not there or not the actor's to see
     */
    public Uni<Ticket> lock(Scope scope, UUID id) {
        return scope.query(BY_ID + " FOR UPDATE", scope.actor().tenantId(), id)
                .map(TicketQueries::one)
                .invoke(ticket -> requireVisible(ticket, scope.actor()));
    }

    /**
     * Reads a ticket.
     *
     * @throws Problem 404 when it is not there or not the actor's to see
     */
    public Uni<Ticket> find(Scope scope, UUID id) {
        return scope.query(BY_ID, scope.actor().tenantId(), id)
                .map(TicketQueries::one)
                .invoke(ticket -> requireVisible(ticket, scope.actor()));
    }

    /** Stores what an edit made of the ticket. */
    public Uni<Void> update(Scope scope, Ticket ticket) {
        return scope.query(
                        UPDATE,
                        scope.actor().tenantId(),
                        ticket.id(),
                        ticket.title(),
                        ticket.description(),
                        ticket.category(),
                        ticket.status().name(),
                        ticket.priority().name(),
                        ticket.assigneeId(),
                        ticket.teamId(),
                        ticket.waitingForAgent(),
                        ticket.version(),
                        time(ticket.updatedAt()))
                .replaceWithVoid();
    }

    /** What the SLA said of a ticket, with its place in the order of what it says. */
    public record DueDates(SlaDueDatesSet set, long sequence) {}

    /**
     * Stores what the SLA says of tickets, each named once; no edit of a person's, so the versions stay. What it said before it said
     * what is stored is left out: an event that comes again after long, or is replayed, must not bring the past back.
     */
    public Uni<Void> setDueDates(Scope scope, List<DueDates> due) {
        return scope.query(
                        DUE_DATES,
                        scope.actor().tenantId(),
                        due.stream().map(one -> one.set().ticketId()).toArray(UUID[]::new),
                        due.stream().map(DueDates::sequence).toArray(Long[]::new),
                        due.stream().map(one -> one.set().policyId()).toArray(UUID[]::new),
                        due.stream().map(one -> time(one.set().responseDueAt())).toArray(OffsetDateTime[]::new),
                        due.stream()
                                .map(one -> time(one.set().resolutionDueAt()))
                                .toArray(OffsetDateTime[]::new),
                        time(scope.now()))
                .replaceWithVoid();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    static void requireVisible(Ticket ticket, Actor actor) {
        if (!ticket.visibleTo(actor)) {
            throw Problem.notFound();
        }
    }

    static Ticket one(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw Problem.notFound();
        }
        return Ticket.of(rows.iterator().next());
    }
}
