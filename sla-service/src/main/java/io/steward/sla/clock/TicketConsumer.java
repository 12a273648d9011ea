package io.steward.sla.clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.events.TicketEvent;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.TicketEvent.TicketPriorityChanged;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.events.TicketEvent.TicketUpdated;
import io.steward.events.Topic;
import io.steward.kit.inbox.Consumers;
import io.steward.kit.inbox.EventHandler;
import io.steward.kit.inbox.Inbox;
import io.steward.kit.inbox.IncomingEvent;
import io.steward.kit.tx.Scope;
import io.steward.sla.clock.TicketClocks.Opening;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Turns what happened to tickets into facts of their clocks. A ticket whose opening was never seen is left alone, and counted. */
@ApplicationScoped
class TicketConsumer {
    private static final Set<Class<? extends DomainEvent>> INTEREST = Set.of(
            TicketCreated.class,
            TicketUpdated.class,
            TicketPriorityChanged.class,
            TicketAssigned.class,
            TicketStatusChanged.class,
            TicketCommented.class);

    private final Inbox inbox;
    private final TicketClocks clocks;
    private final MeterRegistry meters;

    TicketConsumer(Inbox inbox, TicketClocks clocks, MeterRegistry meters) {
        this.inbox = inbox;
        this.clocks = clocks;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event, Consumers consumers) {
        consumers.remember(Topic.TICKET.topicName(), this::handle);
    }

    @Incoming("ticket-events")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return inbox.handle(batch, INTEREST, this::handle);
    }

    /** Openings go first, all at once: nothing happens to a ticket before it is opened. */
    private Uni<Void> handle(Scope scope, List<IncomingEvent> events) {
        Map<UUID, Opening> openings = new LinkedHashMap<>();
        List<IncomingEvent> later = new ArrayList<>();
        for (IncomingEvent event : events) {
            if (event.data() instanceof TicketCreated created) {
                openings.putIfAbsent(
                        created.ticketId(),
                        new Opening(event.scopeIn(scope), tracked(created), event.sequence(), event.id()));
            } else {
                later.add(event);
            }
        }
        return clocks.start(scope, List.copyOf(openings.values()))
                .chain(() -> EventHandler.oneByOne(this::happened).handle(scope, later));
    }

    private Uni<Void> happened(Scope scope, IncomingEvent event) {
        if (!(event.data() instanceof TicketEvent happened)) {
            return Uni.createFrom().voidItem();
        }
        long sequence = event.sequence();
        UUID id = event.id();
        return switch (happened) {
            case TicketCreated created -> Uni.createFrom().voidItem();
            case TicketPriorityChanged changed ->
                known(scope, changed, sla -> clocks.policyFor(scope, changed.newPriority())
                        .flatMap(policy -> clocks.apply(
                                scope,
                                sla,
                                ClockFact.priorityChanged(sequence, Columns.kept(changed.changedAt()), policy),
                                id,
                                ticket -> ticket.withPriority(changed.newPriority()))));
            case TicketStatusChanged moved ->
                known(
                        scope,
                        moved,
                        sla -> clocks.apply(
                                scope,
                                sla,
                                ClockFact.moved(sequence, Columns.kept(moved.changedAt()), moved.newStatus()),
                                id,
                                ticket -> ticket.withStatus(moved.newStatus())));
            case TicketCommented comment
            when comment.byAgent() ->
                known(
                        scope,
                        comment,
                        sla -> clocks.apply(
                                scope,
                                sla,
                                ClockFact.answered(sequence, Columns.kept(comment.commentedAt())),
                                id,
                                ticket -> ticket));
            case TicketCommented byRequester -> Uni.createFrom().voidItem();
            case TicketAssigned assigned ->
                known(
                        scope,
                        assigned,
                        sla -> clocks.save(scope, sla, sla.ticket().withAssignee(assigned.newAssigneeId())));
            case TicketUpdated updated ->
                known(
                        scope,
                        updated,
                        sla -> clocks.save(
                                scope,
                                sla,
                                sla.ticket().withTitle(updated.title()).withTeam(updated.teamId())));
        };
    }

    private Uni<Void> known(Scope scope, TicketEvent event, Function<TicketSla, Uni<Void>> work) {
        return clocks.lock(scope, event.ticketId()).flatMap(found -> {
            if (found.isEmpty()) {
                meters.counter("steward.sla.unknown_ticket").increment();
                return Uni.createFrom().voidItem();
            }
            return work.apply(found.get());
        });
    }

    private static TrackedTicket tracked(TicketCreated created) {
        return new TrackedTicket(
                created.ticketId(),
                created.number(),
                created.title(),
                created.status(),
                created.priority(),
                created.requesterId(),
                created.assigneeId(),
                created.teamId(),
                Columns.kept(created.createdAt()));
    }
}
