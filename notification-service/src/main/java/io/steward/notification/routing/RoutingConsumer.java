package io.steward.notification.routing;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.events.NoteEvent.NoteAdded;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.SlaEvent.SlaWarningRaised;
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
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Turns events of tickets and of their SLA into notifications. */
@ApplicationScoped
class RoutingConsumer {
    private static final Set<Class<? extends DomainEvent>> OF_TICKETS = Set.of(
            TicketCreated.class,
            TicketUpdated.class,
            TicketPriorityChanged.class,
            TicketAssigned.class,
            TicketStatusChanged.class,
            TicketCommented.class,
            NoteAdded.class);
    private static final Set<Class<? extends DomainEvent>> OF_SLA =
            Set.of(SlaWarningRaised.class, SlaBreached.class, EscalationRaised.class);

    private final Inbox inbox;
    private final Tickets tickets;
    private final Notifier notifier;

    RoutingConsumer(Inbox inbox, Tickets tickets, Notifier notifier) {
        this.inbox = inbox;
        this.tickets = tickets;
        this.notifier = notifier;
    }

    void start(@Observes StartupEvent event, Consumers consumers) {
        consumers.remember(Topic.TICKET.topicName(), this::handle);
        consumers.remember(Topic.SLA.topicName(), this::handle);
    }

    @Incoming("ticket-events")
    Uni<Void> consumeTickets(ConsumerRecords<String, byte[]> batch) {
        return inbox.handle(batch, OF_TICKETS, this::handle);
    }

    @Incoming("sla-events")
    Uni<Void> consumeSla(ConsumerRecords<String, byte[]> batch) {
        return inbox.handle(batch, OF_SLA, this::handle);
    }

    /** The circle is asked for after each wave, so that an event finds its ticket as it leaves it; all are told at the end. */
    private Uni<Void> handle(Scope scope, List<IncomingEvent> events) {
        List<Notifier.Heard> heard = new ArrayList<>();
        Uni<Void> asked = Uni.createFrom().voidItem();
        for (List<IncomingEvent> wave : EventHandler.waves(events)) {
            Uni<Void> saved = tickets.save(scope, wave);
            List<IncomingEvent> news = wave.stream()
                    .filter(event -> Notice.of(event.data()).isPresent())
                    .toList();
            // Sent one behind the other on one connection.
            Uni<List<Optional<Circle>>> circles = news.isEmpty()
                    ? Uni.createFrom().item(List.of())
                    : tickets.circles(
                            scope, news.stream().map(RoutingConsumer::around).toList());
            asked = asked.chain(() -> saved)
                    .chain(() -> circles)
                    .invoke(known -> {
                        for (int place = 0; place < news.size(); place++) {
                            IncomingEvent event = news.get(place);
                            heard.add(
                                    new Notifier.Heard(event.scopeIn(scope), event, ticketOf(event), known.get(place)));
                        }
                    })
                    .replaceWithVoid();
        }
        return asked.chain(() -> notifier.tell(scope, heard));
    }

    private static Tickets.Around around(IncomingEvent event) {
        return new Tickets.Around(
                ticketOf(event), event.data() instanceof SlaWarningRaised warning ? warning.teamId() : null);
    }

    /** SLA events bear their ticket's key, notes their own. */
    private static UUID ticketOf(IncomingEvent event) {
        return event.data() instanceof NoteAdded note ? note.ticketId() : event.aggregateId();
    }
}
