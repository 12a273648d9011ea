package io.steward.identity.deletion;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.events.PersonEvent.PersonChecked;
import io.steward.events.Topic;
import io.steward.kit.inbox.Consumers;
import io.steward.kit.inbox.EventHandler;
import io.steward.kit.inbox.Inbox;
import io.steward.kit.inbox.IncomingEvent;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears what the ticket service says of people who are to be deleted. */
@ApplicationScoped
class PersonConsumer {
    private static final Set<Class<? extends DomainEvent>> INTEREST = Set.of(PersonChecked.class);

    private final Inbox inbox;
    private final AccountDeletions deletions;

    PersonConsumer(Inbox inbox, AccountDeletions deletions) {
        this.inbox = inbox;
        this.deletions = deletions;
    }

    void start(@Observes StartupEvent event, Consumers consumers) {
        consumers.remember(Topic.TICKET.topicName(), EventHandler.oneByOne(this::handle));
    }

    @Incoming("ticket-events")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return inbox.handle(batch, INTEREST, EventHandler.oneByOne(this::handle));
    }

    private Uni<Void> handle(Scope scope, IncomingEvent event) {
        return event.data() instanceof PersonChecked answer
                ? deletions.answered(scope, answer)
                : Uni.createFrom().voidItem();
    }
}
