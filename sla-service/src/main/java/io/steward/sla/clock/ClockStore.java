package io.steward.sla.clock;

import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

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
    private static final String INSERT_TICKET = """
            INSERT INTO ticket_sla (tenant_id, ticket_id, ticket_number, title, status, priority, requestor_id, assigned_to,
                                    team_id, sla_policy_id, policy_version, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT DO NOTHING
            """;
    private static final String UPDATE_TICKET = """
            UPDATE ticket_sla SET title = $3, status = $4, priority = $5, assigned_to = $6, team_id = $7, sla_policy_id = $8,
                   policy_version = $9, sequence = $10, updated_at = $11
             WHERE tenant_id = $1 AND ticket_id = $2
            """;
    private static final String INSERT_FACT = """
            INSERT INTO ticket_facts (tenant_id, ticket_id, sequence, event_id, kind, at, status, sla_policy_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """;
    private static final String SAVE_CLOCK = """
            INSERT INTO sla_clocks (tenant_id, ticket_id, clock, sla_policy_id, policy_version, calendar_version, phase,
                                    started_at, running_since, paused_since, stopped_at, elapsed_us, due_at, breach_at, warned,
                                    breach_told_at, next_fire_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            ON CONFLICT (tenant_id, ticket_id, clock) DO UPDATE
               SET (sla_policy_id, policy_version, calendar_version, phase, started_at, running_since, paused_since, stopped_at,
                    elapsed_us, due_at, breach_at, warned, breach_told_at, next_fire_at)
                 = ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            """;
    private static final String DROP_SEGMENTS =
            "DELETE FROM clock_segments WHERE tenant_id = $1 AND ticket_id = $2 AND clock = $3";
    private static final String SAVE_SEGMENTS = """
            INSERT INTO clock_segments (tenant_id, ticket_id, clock, position, from_at, to_at, counted, reason, elapsed_us)
            SELECT $1, $2, $3, position, from_at, to_at, counted, reason, elapsed_us
              FROM unnest($4::timestamptz[], $5::timestamptz[], $6::boolean[], $7::text[], $8::bigint[])
                   WITH ORDINALITY AS s (from_at, to_at, counted, reason, elapsed_us, position)
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

    /** False when the ticket is there already. */
    Uni<Boolean> insert(Scope scope, TrackedTicket ticket, UUID policyId, int policyVersion) {
        return scope.query(
                        INSERT_TICKET,
                        scope.actor().tenantId(),
                        ticket.id(),
                        ticket.number(),
                        ticket.title(),
                        ticket.status(),
                        ticket.priority(),
                        ticket.requesterId(),
                        ticket.assigneeId(),
                        ticket.teamId(),
                        policyId,
                        policyVersion,
                        Columns.of(ticket.createdAt()),
                        Columns.of(scope.now()))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> insert(Scope scope, UUID ticketId, ClockFact fact, UUID eventId) {
        return scope.query(
                        INSERT_FACT,
                        scope.actor().tenantId(),
                        ticketId,
                        fact.sequence(),
                        eventId,
                        fact.kind().name(),
                        Columns.of(fact.at()),
                        fact.status(),
                        fact.policy() == null ? null : fact.policy().id())
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
        for (ClockKind kind : ClockKind.values()) {
            Uni<?> clock = saveClock(scope, sla, kind);
            saved = saved.chain(() -> clock);
        }
        return saved.replaceWithVoid();
    }

    private Uni<?> saveClock(Scope scope, TicketSla sla, ClockKind kind) {
        ClockState clock = sla.clock(kind);
        ClockMarks marks = sla.marks(kind);
        return scope.query(
                SAVE_CLOCK,
                scope.actor().tenantId(),
                sla.ticket().id(),
                kind.name(),
                clock.policy().id(),
                clock.policy().version(),
                clock.calendar().version(),
                clock.phase().name(),
                Columns.of(clock.startedAt()),
                Columns.of(clock.runningSince()),
                Columns.of(clock.pausedSince()),
                Columns.of(clock.stoppedAt()),
                Columns.micros(clock.elapsed()),
                Columns.of(clock.dueAt()),
                Columns.of(clock.breachAt()),
                marks.warned().toArray(Integer[]::new),
                Columns.of(marks.breachToldAt()),
                Columns.of(sla.nextFireAt(kind)));
    }

    /** Writes the stretches of time anew, as the last computation gives them. */
    Uni<Void> saveSegments(Scope scope, TicketSla sla) {
        Uni<?> saved = Uni.createFrom().voidItem();
        UUID tenant = scope.actor().tenantId();
        for (ClockKind kind : ClockKind.values()) {
            List<Segment> segments = sla.clock(kind).segments();
            UUID ticket = sla.ticket().id();
            Uni<?> dropped = scope.query(DROP_SEGMENTS, tenant, ticket, kind.name());
            Uni<?> inserted = scope.query(
                    SAVE_SEGMENTS,
                    tenant,
                    ticket,
                    kind.name(),
                    Columns.column(segments, segment -> Columns.of(segment.from()), new OffsetDateTime[0]),
                    Columns.column(segments, segment -> Columns.of(segment.to()), new OffsetDateTime[0]),
                    Columns.column(segments, Segment::counted, new Boolean[0]),
                    Columns.column(segments, Segment::reason, new String[0]),
                    Columns.column(segments, segment -> Columns.micros(segment.elapsed()), new Long[0]));
            saved = saved.chain(() -> dropped).chain(() -> inserted);
        }
        return saved.replaceWithVoid();
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
