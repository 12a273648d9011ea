package io.steward.events;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What the SLA of a ticket did. Keyed by the ticket's id, so that its order against other SLA events of the ticket holds. */
public sealed interface SlaEvent extends DomainEvent {
    UUID ticketId();

    @Override
    default UUID aggregateId() {
        return ticketId();
    }

    @EventType("steward.sla.due_dates_set.v1")
    @Description(
            "The due dates of a ticket were set, at the start of its clocks or because they moved; a due date is absent while its clock is paused.")
    record SlaDueDatesSet(
            UUID ticketId,
            UUID policyId,
            int policyVersion,
            @Nullable Instant responseDueAt,
            @Nullable Instant resolutionDueAt,
            Instant setAt)
            implements SlaEvent {}

    @EventType("steward.sla.warning_raised.v1")
    @Description("A share of a clock's target has passed: once per clock and threshold.")
    record SlaWarningRaised(
            UUID ticketId,
            String number,
            String title,
            String clock,
            int thresholdPercent,
            Instant dueAt,
            @Nullable UUID assigneeId,
            @Nullable UUID teamId,
            Instant raisedAt)
            implements SlaEvent {}

    @EventType("steward.sla.breached.v1")
    @Description(
            "A clock ran out: once per clock; again only if a late event showed that it had not, and then it does.")
    record SlaBreached(UUID ticketId, String number, String title, String clock, Instant dueAt, Instant breachedAt)
            implements SlaEvent {}

    @EventType("steward.sla.clock_stopped.v1")
    @Description("A clock stopped, in time or late.")
    record SlaClockStopped(UUID ticketId, String clock, String outcome, Instant stoppedAt) implements SlaEvent {}

    @EventType("steward.sla.escalation_raised.v1")
    @Description("Someone has to step in: once per ticket, clock and level.")
    record EscalationRaised(
            UUID escalationId,
            UUID ticketId,
            String number,
            String title,
            String clock,
            int level,
            String target,
            List<UUID> escalatedTo,
            boolean slaBreach,
            Instant raisedAt)
            implements SlaEvent {}

    @EventType("steward.sla.escalation_acknowledged.v1")
    @Description("Somebody took an escalation on; the next level is not called.")
    record EscalationAcknowledged(
            UUID escalationId, UUID ticketId, int level, UUID acknowledgedBy, Instant acknowledgedAt)
            implements SlaEvent {}
}
