package io.steward.ticket.sla;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaDueDatesSet;
import io.steward.events.Topic;
import io.steward.kit.inbox.Consumers;
import io.steward.kit.inbox.EventHandler;
import io.steward.kit.inbox.Inbox;
import io.steward.kit.inbox.IncomingEvent;
import io.steward.kit.tx.Scope;
import io.steward.ticket.lifecycle.TicketChange;
import io.steward.ticket.lifecycle.TicketQueries;
import io.steward.ticket.lifecycle.TicketQueries.DueDates;
import io.steward.ticket.workflow.TicketStatus;
import io.steward.ticket.workflow.Workflows;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** What the SLA means for a ticket: its due dates, and the status of one that was escalated. */
@ApplicationScoped
class SlaConsumer {
    private static final Set<Class<? extends DomainEvent>> INTEREST =
            Set.of(SlaDueDatesSet.class, EscalationRaised.class);

    private final Inbox inbox;
    private final TicketQueries tickets;
    private final Workflows workflows;

    SlaConsumer(Inbox inbox, TicketQueries tickets, Workflows workflows) {
        this.inbox = inbox;
        this.tickets = tickets;
        this.workflows = workflows;
    }

    void start(@Observes StartupEvent event, Consumers consumers) {
        consumers.remember(Topic.SLA.topicName(), this::handle);
    }

    @Incoming("sla-events")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return inbox.handle(batch, INTEREST, this::handle);
    }

    private Uni<Void> handle(Scope scope, List<IncomingEvent> events) {
        Uni<Void> handled = Uni.createFrom().voidItem();
        for (List<IncomingEvent> wave : EventHandler.waves(events)) {
            handled = handled.chain(() -> together(scope, wave));
        }
        return handled;
    }

    /** Due dates go in by one statement; no event of the wave is of the same ticket as another. */
    private Uni<Void> together(Scope scope, List<IncomingEvent> wave) {
        List<IncomingEvent> due = of(SlaDueDatesSet.class, wave);
        List<IncomingEvent> raised = of(EscalationRaised.class, wave);
        Uni<Void> set = due.isEmpty()
                ? Uni.createFrom().voidItem()
                : tickets.setDueDates(
                        due.getFirst().scopeIn(scope),
                        due.stream()
                                .map(event -> new DueDates((SlaDueDatesSet) event.data(), event.sequence()))
                                .toList());
        return set.chain(() -> EventHandler.oneByOne(this::escalate).handle(scope, raised));
    }

    private static List<IncomingEvent> of(Class<? extends DomainEvent> type, List<IncomingEvent> events) {
        return events.stream().filter(event -> type.isInstance(event.data())).toList();
    }

    /** The escalation's record is always made; the status moves only along an edge of the workflow. */
    private Uni<Void> escalate(Scope scope, IncomingEvent event) {
        EscalationRaised raised = (EscalationRaised) event.data();
        if (!raised.slaBreach()) {
            return Uni.createFrom().voidItem();
        }
        return tickets.lock(scope, raised.ticketId())
                .flatMap(ticket -> workflows.of(scope).flatMap(workflow -> {
                    if (workflow.edge(ticket.status(), TicketStatus.ESCALATED).isEmpty()) {
                        return Uni.createFrom().voidItem();
                    }
                    return TicketChange.of(ticket)
                            .moveTo(TicketStatus.ESCALATED, scope.actor(), scope.now())
                            .store(scope, tickets)
                            .replaceWithVoid();
                }));
    }
}
