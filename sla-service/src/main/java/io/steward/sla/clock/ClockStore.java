package io.steward.sla.clock;

import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Reads and writes a ticket's clocks, each way in one round trip. */
@ApplicationScoped
class ClockStore {
    private static final String TICKET = "SELECT * FROM ticket_sla WHERE tenant_id = $1 AND ticket_id = $2";
    private static final String FACTS = "SELECT f.sequence, f.kind, f.at, f.status, " + Columns.POLICY + """
             FROM ticket_facts f LEFT JOIN sla_policies p ON p.tenant_id = f.tenant_id AND p.id = f.sla_policy_id
             WHERE f.tenant_id = $1 AND f.ticket_id = $2 ORDER BY f.sequence
            """;
    private static final String MARKS = """
            SELECT c.clock, c.warned, c.breach_told_at, e.level, e.raised_at, e.acknowledged
              FROM sla_clocks c
              LEFT JOIN LATERAL (
                  SELECT max(escalation_level) AS level, max(created_at) AS raised_at, bool_or(acknowledged_at IS NOT NULL) AS acknowledged
                    FROM escalations e WHERE e.tenant_id = c.tenant_id AND e.ticket_id = c.ticket_id AND e.clock = c.clock) e ON true
             WHERE c.tenant_id = $1 AND c.ticket_id = $2
            """;
    private static final String INSERT_TICKETS = """
            INSERT INTO ticket_sla (tenant_id, ticket_id, ticket_number, title, status, priority, requestor_id, assigned_to,
                                    team_id, sla_policy_id, policy_version, sequence, created_at, updated_at)
            SELECT $1, t.*, $14
              FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::uuid[],
                          $10::uuid[], $11::integer[], $12::bigint[], $13::timestamptz[]) AS t
            ON CONFLICT DO NOTHING RETURNING ticket_id
            """;
    private static final String UPDATE_TICKET = """
            UPDATE ticket_sla SET title = $3, status = $4, priority = $5, assigned_to = $6, team_id = $7, sla_policy_id = $8,
                   policy_version = $9, sequence = $10, updated_at = $11
             WHERE tenant_id = $1 AND ticket_id = $2
            """;
    private static final String INSERT_FACTS = """
            INSERT INTO ticket_facts (tenant_id, ticket_id, sequence, event_id, kind, at, status, sla_policy_id)
            SELECT $1, f.*
              FROM unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::text[], $6::timestamptz[], $7::text[], $8::uuid[]) AS f
            """;
    private static final String SAVE_CLOCKS = """
            INSERT INTO sla_clocks (tenant_id, ticket_id, clock, sla_policy_id, policy_version, calendar_version, phase,
                                    started_at, running_since, paused_since, stopped_at, elapsed_us, due_at, breach_at,
                                    breach_told_at, next_fire_at, warned)
            SELECT $1, c.ticket_id, c.clock, c.policy, c.policy_version, c.calendar, c.phase, c.started, c.running, c.paused,
                   c.stopped, c.elapsed, c.due, c.breach, c.breach_told, c.next_fire, c.warned::integer[]
              FROM unnest($2::uuid[], $3::text[], $4::uuid[], $5::integer[], $6::integer[], $7::text[], $8::timestamptz[],
                          $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::bigint[], $13::timestamptz[],
                          $14::timestamptz[], $15::timestamptz[], $16::timestamptz[], $17::text[])
                   AS c (ticket_id, clock, policy, policy_version, calendar, phase, started, running, paused, stopped, elapsed,
                         due, breach, breach_told, next_fire, warned)
            ON CONFLICT (tenant_id, ticket_id, clock) DO UPDATE
               SET (sla_policy_id, policy_version, calendar_version, phase, started_at, running_since, paused_since, stopped_at,
                    elapsed_us, due_at, breach_at, breach_told_at, next_fire_at, warned)
                 = (excluded.sla_policy_id, excluded.policy_version, excluded.calendar_version, excluded.phase,
                    excluded.started_at, excluded.running_since, excluded.paused_since, excluded.stopped_at,
                    excluded.elapsed_us, excluded.due_at, excluded.breach_at, excluded.breach_told_at,
                    excluded.next_fire_at, excluded.warned)
            """;
    private static final String DROP_SEGMENTS = "DELETE FROM clock_segments WHERE tenant_id = $1 AND ticket_id = $2";
    private static final String SAVE_SEGMENTS = """
            INSERT INTO clock_segments (tenant_id, ticket_id, clock, position, from_at, to_at, counted, reason, elapsed_us)
            SELECT $1, s.*
              FROM unnest($2::uuid[], $3::text[], $4::integer[], $5::timestamptz[], $6::timestamptz[], $7::boolean[],
                          $8::text[], $9::bigint[]) AS s
            """;

    /** Reads a ticket's clocks and holds them until the end of the transaction; empty for a ticket that was never seen. */
    Uni<Optional<TicketSla>> lock(Scope scope, UUID ticketId) {
        return load(scope, TICKET + " FOR UPDATE", ticketId);
    }

    Uni<Optional<TicketSla>> find(Scope scope, UUID ticketId) {
        return load(scope, TICKET, ticketId);
    }

    private Uni<Optional<TicketSla>> load(Scope scope, String ticketSql, UUID ticketId) {
        UUID tenant = scope.actor().tenantId();
        // Sent in this order on one connection: what follows the lock sees what its last holder committed.
        var ticket = scope.query(ticketSql, tenant, ticketId);
        var facts = scope.query(FACTS, tenant, ticketId);
        var marks = scope.query(MARKS, tenant, ticketId);
        return ticket.flatMap(found -> facts.flatMap(happened -> marks.map(told -> {
            if (found.size() == 0) {
                return Optional.<TicketSla>empty();
            }
            Row row = found.iterator().next();
            return Optional.of(new TicketSla(
                    ticket(row), row.getLong("sequence"), facts(happened), marks(told), Calendar.AROUND_THE_CLOCK));
        })));
    }

    /** Inserts tickets; returns the ids of those that were not there already. */
    Uni<Set<UUID>> insert(Scope scope, List<TicketSla> opened) {
        Columns.Of<TicketSla> rows = new Columns.Of<>(opened);
        return scope.query(
                        INSERT_TICKETS,
                        scope.actor().tenantId(),
                        rows.uuids(sla -> sla.ticket().id()),
                        rows.texts(sla -> sla.ticket().number()),
                        rows.texts(sla -> sla.ticket().title()),
                        rows.texts(sla -> sla.ticket().status()),
                        rows.texts(sla -> sla.ticket().priority()),
                        rows.uuids(sla -> sla.ticket().requesterId()),
                        rows.uuids(sla -> sla.ticket().assigneeId()),
                        rows.uuids(sla -> sla.ticket().teamId()),
                        rows.uuids(sla -> sla.policy().id()),
                        rows.integers(sla -> sla.policy().version()),
                        rows.longs(TicketSla::sequence),
                        rows.times(sla -> sla.ticket().createdAt()),
                        Columns.of(scope.now()))
                .map(made -> {
                    Set<UUID> ids = new HashSet<>();
                    made.forEach(row -> ids.add(row.getUUID("ticket_id")));
                    return ids;
                });
    }

    /** A fact with the ticket that it is of and the event that told it. */
    record NewFact(UUID ticketId, ClockFact fact, UUID eventId) {}

    Uni<Void> insertFacts(Scope scope, List<NewFact> facts) {
        Columns.Of<NewFact> rows = new Columns.Of<>(facts);
        return scope.query(
                        INSERT_FACTS,
                        scope.actor().tenantId(),
                        rows.uuids(NewFact::ticketId),
                        rows.longs(row -> row.fact().sequence()),
                        rows.uuids(NewFact::eventId),
                        rows.texts(row -> row.fact().kind().name()),
                        rows.times(row -> row.fact().at()),
                        rows.texts(row -> row.fact().status()),
                        rows.uuids(row -> row.fact().policy() == null
                                ? null
                                : row.fact().policy().id()))
                .replaceWithVoid();
    }

    /** Writes the ticket and what its clocks have told. */
    Uni<Void> save(Scope scope, TicketSla sla) {
        TrackedTicket ticket = sla.ticket();
        Uni<?> saved = scope.query(
                UPDATE_TICKET,
                scope.actor().tenantId(),
                ticket.id(),
                ticket.title(),
                ticket.status(),
                ticket.priority(),
                ticket.assigneeId(),
                ticket.teamId(),
                sla.policy().id(),
                sla.policy().version(),
                sla.sequence(),
                Columns.of(scope.now()));
        Uni<Void> clocks = saveClocks(scope, List.of(sla));
        return saved.chain(() -> clocks);
    }

    private record ClockRow(TicketSla sla, ClockState clock, ClockMarks marks) {}

    /** Writes how the clocks of tickets stand, and what they have told. */
    Uni<Void> saveClocks(Scope scope, List<TicketSla> tickets) {
        Columns.Of<ClockRow> rows = new Columns.Of<>(tickets.stream()
                .flatMap(sla ->
                        Stream.of(ClockKind.values()).map(kind -> new ClockRow(sla, sla.clock(kind), sla.marks(kind))))
                .toList());
        return scope.query(
                        SAVE_CLOCKS,
                        scope.actor().tenantId(),
                        rows.uuids(row -> row.sla().ticket().id()),
                        rows.texts(row -> row.clock().clock().name()),
                        rows.uuids(row -> row.clock().policy().id()),
                        rows.integers(row -> row.clock().policy().version()),
                        rows.integers(row -> row.clock().calendar().version()),
                        rows.texts(row -> row.clock().phase().name()),
                        rows.times(row -> row.clock().startedAt()),
                        rows.times(row -> row.clock().runningSince()),
                        rows.times(row -> row.clock().pausedSince()),
                        rows.times(row -> row.clock().stoppedAt()),
                        rows.longs(row -> Columns.micros(row.clock().elapsed())),
                        rows.times(row -> row.clock().dueAt()),
                        rows.times(row -> row.clock().breachAt()),
                        rows.times(row -> row.marks().breachToldAt()),
                        rows.times(row -> row.sla().nextFireAt(row.clock().clock())),
                        rows.texts(row -> Columns.arrayText(row.marks().warned())))
                .replaceWithVoid();
    }

    /** Writes the stretches of time of a ticket that are over anew, as the last computation gives them. */
    Uni<Void> replaceSegments(Scope scope, TicketSla sla) {
        var dropped = scope.query(
                DROP_SEGMENTS, scope.actor().tenantId(), sla.ticket().id());
        Uni<Void> inserted = insertSegments(scope, sla);
        return dropped.chain(() -> inserted);
    }

    private record SegmentRow(UUID ticketId, ClockKind clock, int position, Segment segment) {}

    private Uni<Void> insertSegments(Scope scope, TicketSla sla) {
        List<SegmentRow> segments = new ArrayList<>();
        for (ClockKind kind : ClockKind.values()) {
            int position = 0;
            for (Segment segment : sla.clock(kind).segments()) {
                if (segment.to() != null) {
                    segments.add(new SegmentRow(sla.ticket().id(), kind, ++position, segment));
                }
            }
        }
        if (segments.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Columns.Of<SegmentRow> rows = new Columns.Of<>(segments);
        return scope.query(
                        SAVE_SEGMENTS,
                        scope.actor().tenantId(),
                        rows.uuids(SegmentRow::ticketId),
                        rows.texts(row -> row.clock().name()),
                        rows.integers(SegmentRow::position),
                        rows.times(row -> row.segment().from()),
                        rows.times(row -> row.segment().to()),
                        rows.of(row -> row.segment().counted(), Boolean[]::new),
                        rows.texts(row -> row.segment().reason()),
                        rows.longs(row -> Columns.micros(row.segment().elapsed())))
                .replaceWithVoid();
    }

    private static TrackedTicket ticket(Row row) {
        return new TrackedTicket(
                row.getUUID("ticket_id"),
                row.getString("ticket_number"),
                row.getString("title"),
                row.getString("status"),
                row.getString("priority"),
                row.getUUID("requestor_id"),
                row.getUUID("assigned_to"),
                row.getUUID("team_id"),
                Columns.instant(row, "created_at"));
    }

    private static List<ClockFact> facts(RowSet<Row> rows) {
        List<ClockFact> facts = new ArrayList<>(rows.size());
        rows.forEach(row -> facts.add(new ClockFact(
                row.getLong("sequence"),
                ClockFact.Kind.valueOf(row.getString("kind")),
                Columns.instant(row, "at"),
                row.getString("status"),
                Columns.policy(row))));
        return facts;
    }

    private static Map<ClockKind, ClockMarks> marks(RowSet<Row> rows) {
        Map<ClockKind, ClockMarks> marks = new EnumMap<>(ClockKind.class);
        for (Row row : rows) {
            Instant raisedAt = Columns.instant(row, "raised_at");
            marks.put(
                    ClockKind.valueOf(row.getString("clock")),
                    new ClockMarks(
                            Set.of(row.getArrayOfIntegers("warned")),
                            Columns.instant(row, "breach_told_at"),
                            raisedAt == null ? 0 : row.getInteger("level"),
                            raisedAt,
                            Boolean.TRUE.equals(row.getBoolean("acknowledged"))));
        }
        return marks;
    }
}
