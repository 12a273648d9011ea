package io.steward.sla.escalation;

import io.smallrye.mutiny.Uni;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.sla.clock.ClockKind;
import io.steward.sla.clock.ClockKind.Phase;
import io.steward.sla.clock.Firing;
import io.steward.sla.clock.TicketSla;
import io.steward.sla.clock.TrackedTicket;
import io.steward.sla.directory.Directory;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** Raises the levels of a breached clock. */
@ApplicationScoped
public class EscalationLadder {
    private static final String INSERT = """
            INSERT INTO escalations (tenant_id, id, ticket_id, clock, sla_policy_id, escalation_level, target, escalated_to,
                                     escalation_reason, is_sla_breach, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, true, $10)
            """;
    private static final String SETTLE = """
            UPDATE escalations SET is_resolved = $4
             WHERE tenant_id = $1 AND ticket_id = $2 AND clock = $3 AND is_resolved <> $4
            """;

    private final Directory directory;

    EscalationLadder(Directory directory) {
        this.directory = directory;
    }

    /** Writes the row of a level; returns the event that tells of it. */
    public Uni<EscalationRaised> raise(Scope scope, TrackedTicket ticket, Firing.Escalation due, Instant now) {
        String target = due.level().target();
        UUID member = Recipients.memberOf(target).orElse(null);
        return directory
                .candidates(scope, ticket.teamId(), Recipients.ROLES, member)
                .map(candidates -> Recipients.of(target, candidates))
                .flatMap(recipients -> insert(scope, ticket, due, recipients, now));
    }

    private static Uni<EscalationRaised> insert(
            Scope scope, TrackedTicket ticket, Firing.Escalation due, Recipients recipients, Instant now) {
        UUID id = Ids.next();
        String clock = due.clock().clock().name();
        String breach = clock.toLowerCase(java.util.Locale.ROOT) + " target missed";
        String reason = recipients.reason().isEmpty() ? breach : breach + "; " + recipients.reason();
        return scope.query(
                        INSERT,
                        scope.actor().tenantId(),
                        id,
                        ticket.id(),
                        clock,
                        due.clock().policy().id(),
                        due.level().level(),
                        due.level().target(),
                        recipients.members().toArray(UUID[]::new),
                        reason,
                        now.atOffset(ZoneOffset.UTC))
                .replaceWith(new EscalationRaised(
                        id,
                        ticket.id(),
                        ticket.number(),
                        ticket.title(),
                        clock,
                        due.level().level(),
                        due.level().target(),
                        recipients.members(),
                        true,
                        now));
    }

    /** Escalations of a clock are resolved while it is stopped. */
    public Uni<Void> settle(Scope scope, TicketSla sla) {
        Uni<?> settled = Uni.createFrom().voidItem();
        for (ClockKind kind : ClockKind.values()) {
            if (sla.marks(kind).level() > 0) {
                Uni<?> one = scope.query(
                        SETTLE,
                        scope.actor().tenantId(),
                        sla.ticket().id(),
                        kind.name(),
                        sla.clock(kind).phase() == Phase.STOPPED);
                settled = settled.chain(() -> one);
            }
        }
        return settled.replaceWithVoid();
    }
}
