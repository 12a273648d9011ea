package io.steward.sla.directory;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.events.IdentityEvent.AccountErased;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.OrganizationCreated;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.events.Topic;
import io.steward.kit.inbox.Consumers;
import io.steward.kit.inbox.EventHandler;
import io.steward.kit.inbox.Inbox;
import io.steward.kit.inbox.IncomingEvent;
import io.steward.kit.tx.Scope;
import io.steward.sla.clock.ChosenPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Keeps the replica up to date with identity, and gives a new organization its default policies. */
@ApplicationScoped
class DirectoryConsumer {
    private static final Set<Class<? extends DomainEvent>> INTEREST = Set.of(
            OrganizationCreated.class,
            MemberSaved.class,
            TeamMemberAdded.class,
            TeamMemberRemoved.class,
            AccountErased.class);

    private final Inbox inbox;
    private final Directory directory;
    private final ChosenPolicy policies;

    DirectoryConsumer(Inbox inbox, Directory directory, ChosenPolicy policies) {
        this.inbox = inbox;
        this.directory = directory;
        this.policies = policies;
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
            case OrganizationCreated created -> policies.ensureAll(scope);
            case MemberSaved member -> directory.save(scope, member, event.sequence());
            case TeamMemberAdded member -> directory.save(scope, member, event.sequence());
            case TeamMemberRemoved member -> directory.remove(scope, member, event.sequence());
            case AccountErased erased -> directory.forget(scope, erased.userId());
            default -> Uni.createFrom().voidItem();
        };
    }
}
