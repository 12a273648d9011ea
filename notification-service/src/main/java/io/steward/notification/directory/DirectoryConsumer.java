package io.steward.notification.directory;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.events.IdentityEvent.AccountErased;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.OrganizationUpdated;
import io.steward.events.IdentityEvent.TeamCreated;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.events.Topic;
import io.steward.kit.inbox.Consumers;
import io.steward.kit.inbox.EventHandler;
import io.steward.kit.inbox.Inbox;
import io.steward.kit.inbox.IncomingEvent;
import io.steward.kit.tx.Scope;
import io.steward.notification.feed.NotificationStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Keeps the replica up to date with identity. */
@ApplicationScoped
class DirectoryConsumer {
    private static final Set<Class<? extends DomainEvent>> INTEREST = Set.of(
            MemberSaved.class,
            OrganizationUpdated.class,
            TeamCreated.class,
            TeamMemberAdded.class,
            TeamMemberRemoved.class,
            AccountErased.class);

    private final Inbox inbox;
    private final Directory directory;
    private final NotificationStore notifications;

    DirectoryConsumer(Inbox inbox, Directory directory, NotificationStore notifications) {
        this.inbox = inbox;
        this.directory = directory;
        this.notifications = notifications;
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
            case OrganizationUpdated organization -> directory.save(scope, organization, event.sequence());
            case TeamCreated team -> directory.save(scope, team, event.sequence());
            case TeamMemberAdded added -> directory.save(scope, added, event.sequence());
            case TeamMemberRemoved removed -> directory.remove(scope, removed, event.sequence());
            case AccountErased erased ->
                directory.forget(scope, erased.userId()).chain(() -> notifications.erase(scope, erased.userId()));
            default -> Uni.createFrom().voidItem();
        };
    }
}
