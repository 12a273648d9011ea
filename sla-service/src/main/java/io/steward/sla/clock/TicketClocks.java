package io.steward.sla.clock;

import io.smallrye.mutiny.Uni;
import io.steward.events.SlaEvent;
import io.steward.events.SlaEvent.EscalationAcknowledged;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.SlaEvent.SlaWarningRaised;
import io.steward.kit.tx.Scope;
import io.steward.sla.escalation.EscalationLadder;
import io.steward.sla.policy.Priority;
import io.steward.sla.policy.SlaPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Starts clocks, lets facts and time work on them, and tells what comes of it; within a transaction of the caller's. */
@ApplicationScoped
public class TicketClocks {
    private final ClockStore store;
    private final ChosenPolicy policies;
    private final EscalationLadder ladder;

    TicketClocks(ClockStore store, ChosenPolicy policies, EscalationLadder ladder) {
        this.store = store;
        this.policies = policies;
        this.ladder = ladder;
    }

    /** Starts the clocks of a ticket; one that has them keeps them. */
    Uni<Void> start(Scope scope, TrackedTicket ticket, long sequence, UUID eventId) {
        return policies.of(scope, Priority.valueOf(ticket.priority()))
                .flatMap(policy -> store.insert(scope, ticket, policy.id(), policy.version())
                        .flatMap(isNew -> {
                            if (!isNew) {
                                return Uni.createFrom().voidItem();
                            }
                            TicketSla sla = new TicketSla(ticket, 0, List.of(), Map.of(), Calendar.AROUND_THE_CLOCK);
                            ClockFact opened = ClockFact.opened(sequence, ticket.createdAt(), ticket.status(), policy);
                            return add(scope, sla, opened, eventId);
                        }));
    }

    Uni<Optional<TicketSla>> lock(Scope scope, UUID ticketId) {
        return store.lock(scope, ticketId);
    }

    Uni<SlaPolicy> policyFor(Scope scope, String priority) {
        return policies.of(scope, Priority.valueOf(priority));
    }

    /** What was due before the fact is told first: the fact arrived late, not what it found. */
    Uni<Void> apply(Scope scope, TicketSla sla, ClockFact fact, UUID eventId, UnaryOperator<TrackedTicket> change) {
        if (sla.knows(fact.sequence())) {
            return Uni.createFrom().voidItem();
        }
        List<Firing> due = sla.take(fact.at().minusNanos(1), scope.now());
        return tell(scope, sla, due, scope.now()).chain(() -> {
            sla.ticket(change.apply(sla.ticket()));
            return add(scope, sla, fact, eventId);
        });
    }

    private Uni<Void> add(Scope scope, TicketSla sla, ClockFact fact, UUID eventId) {
        Uni<Void> stored = store.insert(scope, sla.ticket().id(), fact, eventId);
        for (SlaEvent event : sla.add(fact, scope.now())) {
            Uni<Void> told = scope.append(event, sla.nextSequence());
            stored = stored.chain(() -> told);
        }
        Uni<Void> saved = store.save(scope, sla);
        Uni<Void> segments = store.saveSegments(scope, sla);
        Uni<Void> settled = ladder.settle(scope, sla);
        return stored.chain(() -> saved).chain(() -> segments).chain(() -> settled);
    }

    /** Saves a change that no clock minds. */
    Uni<Void> save(Scope scope, TicketSla sla, TrackedTicket changed) {
        sla.ticket(changed);
        return store.save(scope, sla);
    }

    /** Tells all that is due at {@code now}; returns how much that was. */
    Uni<Integer> fire(Scope scope, UUID ticketId, Instant now) {
        return store.lock(scope, ticketId).flatMap(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().item(0);
            }
            TicketSla sla = found.get();
            List<Firing> due = sla.take(now, now);
            return tell(scope, sla, due, now)
                    .chain(() -> store.save(scope, sla))
                    .replaceWith(due.size());
        });
    }

    /**
     * Stops the levels of a clock, because somebody steps in.
     *
     * @param mark notes it, once the clock is held; gives the event that tells of it, or null when somebody was faster
     */
    public Uni<Void> acknowledge(
            Scope scope, UUID ticketId, ClockKind kind, Supplier<Uni<EscalationAcknowledged>> mark) {
        return store.lock(scope, ticketId).flatMap(found -> mark.get().flatMap(event -> {
            if (event == null) {
                return Uni.createFrom().voidItem();
            }
            TicketSla sla = found.orElseThrow();
            sla.acknowledged(kind);
            Uni<Void> told = scope.append(event, sla.nextSequence());
            return told.chain(() -> store.save(scope, sla));
        }));
    }

    private Uni<Void> tell(Scope scope, TicketSla sla, List<Firing> due, Instant now) {
        Uni<Void> told = Uni.createFrom().voidItem();
        for (Firing firing : due) {
            told = told.chain(() -> tell(scope, sla, firing, firing.toldAt(now)));
        }
        return told;
    }

    private Uni<Void> tell(Scope scope, TicketSla sla, Firing firing, Instant now) {
        TrackedTicket ticket = sla.ticket();
        String clock = firing.clock().clock().name();
        return switch (firing) {
            case Firing.Warning warning ->
                scope.append(
                        new SlaWarningRaised(
                                ticket.id(),
                                ticket.number(),
                                ticket.title(),
                                clock,
                                warning.percent(),
                                warning.clock().dueAt(),
                                ticket.assigneeId(),
                                ticket.teamId(),
                                now),
                        sla.nextSequence());
            case Firing.Breach breach ->
                scope.append(
                        new SlaBreached(
                                ticket.id(),
                                ticket.number(),
                                ticket.title(),
                                clock,
                                breach.clock().dueAt(),
                                breach.at()),
                        sla.nextSequence());
            case Firing.Escalation escalation ->
                ladder.raise(scope, ticket, escalation, now).flatMap(event -> scope.append(event, sla.nextSequence()));
        };
    }
}
