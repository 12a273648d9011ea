package io.steward.ticket.lifecycle;

import io.smallrye.mutiny.Uni;
import io.steward.events.TicketEvent;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.kit.actor.Actor;
import io.steward.kit.tx.Scope;
import io.steward.ticket.workflow.TicketStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A ticket after an edit, with the events that tell of it. Each event is one version: its sequence on the topic. */
public final class TicketChange {
    private final Ticket before;
    private final Ticket after;
    private final List<TicketEvent> events;

    private TicketChange(Ticket before, Ticket after, List<TicketEvent> events) {
        this.before = before;
        this.after = after;
        this.events = List.copyOf(events);
    }

    public static TicketChange of(Ticket ticket) {
        return new TicketChange(ticket, ticket, List.of());
    }

    public Ticket ticket() {
        return after;
    }

    public boolean isEmpty() {
        return events.isEmpty();
    }

    /** The ticket as given, its version grown by one for the event. */
    public TicketChange with(Ticket changed, TicketEvent event) {
        List<TicketEvent> more = new ArrayList<>(events);
        more.add(event);
        return new TicketChange(before, changed.withVersion(before.version() + more.size()), more);
    }

    /** A mark that no event tells of; it goes with an edit that has one. */
    public TicketChange marked(Ticket changed) {
        return new TicketChange(before, changed, events);
    }

    /** Moves along an edge that the workflow was asked for. */
    public TicketChange moveTo(TicketStatus to, Actor actor, Instant now) {
        return moveTo(to, actor, now, null);
    }

    /** @param comment made with the move and told next; null without one */
    public TicketChange moveTo(TicketStatus to, Actor actor, Instant now, UUID comment) {
        Ticket moved = after.withStatus(to, now);
        return with(
                moved,
                new TicketStatusChanged(
                        after.id(),
                        after.number(),
                        after.title(),
                        after.status().name(),
                        to.name(),
                        after.requesterId(),
                        after.assigneeId(),
                        actor.accountId(),
                        now,
                        comment));
    }

    /** Writes the ticket and its events; an edit that changes nothing writes nothing. */
    public Uni<Ticket> store(Scope scope, TicketQueries tickets) {
        if (isEmpty()) {
            return Uni.createFrom().item(before);
        }
        Uni<Void> stored = tickets.update(scope, after);
        long sequence = before.version();
        for (TicketEvent event : events) {
            Uni<Void> told = scope.append(event, ++sequence);
            stored = stored.chain(() -> told);
        }
        return stored.map(ignored -> after);
    }
}
