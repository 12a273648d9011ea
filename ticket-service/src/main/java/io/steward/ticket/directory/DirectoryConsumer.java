package io.steward.ticket.directory;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.events.IdentityEvent.AccountDeletionCancelled;
import io.steward.events.IdentityEvent.AccountDeletionRequested;
import io.steward.events.IdentityEvent.AccountErased;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.TeamCreated;
import io.steward.events.Topic;
import io.steward.kit.inbox.Consumers;
import io.steward.kit.inbox.EventHandler;
import io.steward.kit.inbox.Inbox;
import io.steward.kit.inbox.IncomingEvent;
import io.steward.kit.tx.Scope;
import io.steward.ticket.departure.Departures;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Keeps the replica up to date with identity, and lets people go. Members were on identity's own topic before they had one. */
@ApplicationScoped
class DirectoryConsumer {
    private static final Set<Class<? extends DomainEvent>> INTEREST = Set.of(
            MemberSaved.class,
            TeamCreated.class,
            AccountDeletionRequested.class,
            AccountDeletionCancelled.class,
            AccountErased.class);

    private final Inbox inbox;
    private final Directory directory;
    private final Departures departures;

    DirectoryConsumer(Inbox inbox, Directory directory, Departures departures) {
        this.inbox = inbox;
        this.directory = directory;
        this.departures = departures;
    }

    void start(@Observes StartupEvent event, Consumers consumers) {
        consumers.remember(Topic.IDENTITY.topicName(), EventHandler.oneByOne(this::handle));
        consumers.remember(Topic.MEMBERS.topicName(), EventHandler.oneByOne(this::handle));
    }

    @Incoming("identity-events")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return inbox.handle(batch, INTEREST, EventHandler.oneByOne(this::handle));
    }

    @Incoming("member-events")
    Uni<Void> consumeMembers(ConsumerRecords<String, byte[]> batch) {
        return inbox.handle(batch, INTEREST, EventHandler.oneByOne(this::handle));
    }

    private Uni<Void> handle(Scope scope, IncomingEvent event) {
        return switch (event.data()) {
            case MemberSaved member -> directory.save(scope, member, event.sequence());
            case TeamCreated team -> directory.save(scope, team);
            case AccountDeletionRequested request -> departures.asked(scope, request, event.sequence());
            case AccountDeletionCancelled cancelled -> departures.stays(scope, cancelled, event.sequence());
            case AccountErased erased ->
                departures.gone(scope, erased, event.sequence()).chain(() -> directory.forget(scope, erased.userId()));
            default -> Uni.createFrom().voidItem();
        };
    }
}
