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
import java.util.HashMap;
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

    /**
     * A ticket that was opened.
     *
     * @param scope acts because of the event that told it
     */
    record Opening(Scope scope, TrackedTicket ticket, long sequence, UUID eventId) {}

    /** Starts the clocks of tickets, no two of which are the same; one that has them keeps them. */
    Uni<Void> start(Scope scope, List<Opening> openings) {
        if (openings.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<String> priorities = openings.stream()
                .map(opening -> opening.ticket().priority())
                .distinct()
                .toList();
        Map<String, SlaPolicy> chosen = new HashMap<>();
        Uni<Void> found = Uni.createFrom().voidItem();
        for (String priority : priorities) {
            Uni<Void> one = policyFor(scope, priority)
                    .invoke(policy -> chosen.put(priority, policy))
                    .replaceWithVoid();
            found = found.chain(() -> one);
        }
        return found.chain(() -> begin(
                scope,
                openings.stream()
                        .map(opening ->
                                Begun.of(opening, chosen.get(opening.ticket().priority()), scope.now()))
                        .toList()));
    }

    /** Clocks that have just started, with what comes of that. */
    private record Begun(Opening opening, TicketSla sla, ClockFact fact, List<Told> events) {
        static Begun of(Opening opening, SlaPolicy policy, Instant now) {
            TrackedTicket ticket = opening.ticket();
            TicketSla sla = new TicketSla(ticket, 0, List.of(), Map.of(), Calendar.AROUND_THE_CLOCK);
            ClockFact fact = ClockFact.opened(opening.sequence(), ticket.createdAt(), ticket.status(), policy);
            return new Begun(opening, sla, fact, numbered(sla, sla.add(fact, now)));
        }
    }

    private Uni<Void> begin(Scope scope, List<Begun> begun) {
        return store.insert(scope, begun.stream().map(Begun::sla).toList()).flatMap(inserted -> {
            List<Begun> fresh = begun.stream()
                    .filter(one -> inserted.contains(one.sla().ticket().id()))
                    .toList();
            if (fresh.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            List<TicketSla> clocks = fresh.stream().map(Begun::sla).toList();
            Uni<Void> facts = store.insertFacts(
                    scope,
                    fresh.stream()
                            .map(one -> new ClockStore.NewFact(
                                    one.sla().ticket().id(),
                                    one.fact(),
                                    one.opening().eventId()))
                            .toList());
            Uni<Void> saved = store.saveClocks(scope, clocks);
            Uni<Void> told = Uni.createFrom().voidItem();
            for (Begun one : fresh) {
                Uni<Void> event = append(one.opening().scope(), one.events());
                told = told.chain(() -> event);
            }
            Uni<Void> appended = told;
            return facts.chain(() -> saved).chain(() -> appended);
        });
    }

    /** An event with its place in the order of its ticket's SLA events. */
    private record Told(SlaEvent event, long sequence) {}

    private static List<Told> numbered(TicketSla sla, List<SlaEvent> events) {
        return events.stream().map(event -> new Told(event, sla.nextSequence())).toList();
    }

    private static Uni<Void> append(Scope scope, List<Told> events) {
        Uni<Void> told = Uni.createFrom().voidItem();
        for (Told event : events) {
            Uni<Void> one = scope.append(event.event(), event.sequence());
            told = told.chain(() -> one);
        }
        return told;
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
        Uni<Void> stored = store.insertFacts(
                scope, List.of(new ClockStore.NewFact(sla.ticket().id(), fact, eventId)));
        Uni<Void> told = append(scope, numbered(sla, sla.add(fact, scope.now())));
        Uni<Void> saved = store.save(scope, sla);
        Uni<Void> segments = store.replaceSegments(scope, sla);
        Uni<Void> settled = ladder.settle(scope, sla);
        return stored.chain(() -> told).chain(() -> saved).chain(() -> segments).chain(() -> settled);
    }

    /** Saves a change that no clock minds. */
    Uni<Void> save(Scope scope, TicketSla sla, TrackedTicket changed) {
        sla.ticket(changed);
        return store.save(scope, sla);
    }

    /** Tells at {@code now} all that is due until {@code until}; returns how much that was. */
    Uni<Integer> fire(Scope scope, UUID ticketId, Instant until, Instant now) {
        return store.lock(scope, ticketId).flatMap(found -> {
            if (found.isEmpty()) {
                return Uni.createFrom().item(0);
            }
            TicketSla sla = found.get();
            List<Firing> due = sla.take(until, now);
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
