package io.steward.sla.clock;

import io.steward.events.SlaEvent;
import io.steward.events.SlaEvent.SlaClockStopped;
import io.steward.events.SlaEvent.SlaDueDatesSet;
import io.steward.sla.clock.ClockKind.Phase;
import io.steward.sla.policy.SlaPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A ticket's clocks within one transaction, in which nobody else changes them. Knows no database. */
public final class TicketSla {
    private final List<ClockFact> facts;
    private final Map<ClockKind, ClockState> clocks = new EnumMap<>(ClockKind.class);
    private final Map<ClockKind, ClockMarks> marks = new EnumMap<>(ClockKind.class);
    private final Calendar calendar;
    private TrackedTicket ticket;
    private long sequence;

    /** @param sequence of the ticket's last SLA event; 0 for none */
    TicketSla(
            TrackedTicket ticket,
            long sequence,
            List<ClockFact> facts,
            Map<ClockKind, ClockMarks> marks,
            Calendar calendar) {
        this.ticket = ticket;
        this.sequence = sequence;
        this.facts = new ArrayList<>(facts);
        this.marks.putAll(marks);
        this.calendar = calendar;
        if (!facts.isEmpty()) {
            replay();
        }
    }

    public TrackedTicket ticket() {
        return ticket;
    }

    void ticket(TrackedTicket changed) {
        ticket = changed;
    }

    public ClockState clock(ClockKind kind) {
        return clocks.get(kind);
    }

    public ClockMarks marks(ClockKind kind) {
        return marks.getOrDefault(kind, ClockMarks.NONE);
    }

    void acknowledged(ClockKind kind) {
        marks.put(kind, marks(kind).withAcknowledgement());
    }

    /** The policy that was chosen last. */
    public SlaPolicy policy() {
        return facts.stream()
                .map(ClockFact::policy)
                .filter(Objects::nonNull)
                .reduce((first, later) -> later)
                .orElseThrow();
    }

    long sequence() {
        return sequence;
    }

    long nextSequence() {
        return ++sequence;
    }

    boolean knows(long factSequence) {
        return facts.stream().anyMatch(fact -> fact.sequence() == factSequence);
    }

    /** Adds a fact and computes the clocks from all of them; returns what other services hear of it. */
    List<SlaEvent> add(ClockFact fact, Instant now) {
        Map<ClockKind, ClockState> before = new EnumMap<>(clocks);
        facts.add(fact);
        facts.sort(Comparator.comparingLong(ClockFact::sequence));
        replay();
        List<SlaEvent> events = new ArrayList<>();
        if (before.isEmpty() || moved(before)) {
            events.add(new SlaDueDatesSet(
                    ticket.id(),
                    policy().id(),
                    policy().version(),
                    clock(ClockKind.RESPONSE).dueAt(),
                    clock(ClockKind.RESOLUTION).dueAt(),
                    now));
        }
        for (ClockState clock : clocks.values()) {
            ClockState then = before.get(clock.clock());
            if (clock.phase() == Phase.STOPPED && (then == null || then.phase() != Phase.STOPPED)) {
                String outcome = clock.breachAt() == null ? "MET" : "BREACHED";
                events.add(new SlaClockStopped(ticket.id(), clock.clock().name(), outcome, clock.stoppedAt()));
            }
        }
        return events;
    }

    private boolean moved(Map<ClockKind, ClockState> before) {
        return before.values().stream().anyMatch(then -> {
            ClockState now = clock(then.clock());
            return !Objects.equals(then.dueAt(), now.dueAt()) || !then.policy().equals(now.policy());
        });
    }

    /** What is due until {@code until}, in order, as told at {@code now}; it counts as told from here on. */
    List<Firing> take(Instant until, Instant now) {
        List<Firing> due = new ArrayList<>();
        for (ClockState clock : clocks.values()) {
            var next = marks(clock.clock()).next(clock);
            while (next.isPresent() && !next.get().at().isAfter(until)) {
                due.add(next.get());
                marks.put(clock.clock(), marks(clock.clock()).after(next.get(), now));
                next = marks(clock.clock()).next(clock);
            }
        }
        // Stable: of one clock they stay in the order in which they were taken.
        due.sort(Comparator.comparing(Firing::at));
        return due;
    }

    /** When a clock has something to tell next; null for never, as things are. */
    Instant nextFireAt(ClockKind kind) {
        return marks(kind).next(clock(kind)).map(Firing::at).orElse(null);
    }

    private void replay() {
        for (ClockKind kind : ClockKind.values()) {
            clocks.put(kind, SlaClock.replay(kind, facts, calendar));
        }
    }
}
