package io.steward.notification.routing;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.events.SlaEvent;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.SlaEvent.SlaWarningRaised;
import io.steward.events.TicketEvent;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.TicketEvent.TicketPriorityChanged;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.events.TicketEvent.TicketUpdated;
import io.steward.events.Topic;
import io.steward.kit.inbox.Consumers;
import io.steward.kit.inbox.Inbox;
import io.steward.kit.inbox.IncomingEvent;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
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
            TicketCommented.class);
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

    private Uni<Void> handle(Scope scope, IncomingEvent event) {
        return switch (event.data()) {
            case TicketEvent ticket -> {
                // Sent one behind the other on one connection: the circle sees the ticket as this event leaves it.
                Uni<Void> saved = tickets.save(scope, ticket, event.sequence());
                var circle = tickets.circle(scope, ticket.ticketId(), null);
                yield saved.chain(() -> circle).flatMap(known -> notifier.tell(scope, event, ticket.ticketId(), known));
            }
            case SlaEvent sla ->
                tickets.circle(scope, sla.ticketId(), sla instanceof SlaWarningRaised warning ? warning.teamId() : null)
                        .flatMap(known -> notifier.tell(scope, event, sla.ticketId(), known));
            default -> Uni.createFrom().voidItem();
        };
    }
}
