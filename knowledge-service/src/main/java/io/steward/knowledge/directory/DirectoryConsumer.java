package io.steward.knowledge.directory;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.events.IdentityEvent.AccountErased;
import io.steward.events.IdentityEvent.TeamCreated;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
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

/** Keeps the replica up to date with identity. */
@ApplicationScoped
class DirectoryConsumer {
    private static final Set<Class<? extends DomainEvent>> INTEREST =
            Set.of(TeamCreated.class, TeamMemberAdded.class, TeamMemberRemoved.class, AccountErased.class);

    private final Inbox inbox;
    private final Teams teams;

    DirectoryConsumer(Inbox inbox, Teams teams) {
        this.inbox = inbox;
        this.teams = teams;
    }

    void start(@Observes StartupEvent event, Consumers consumers) {
        consumers.remember(Topic.IDENTITY.topicName(), EventHandler.oneByOne(this::handle));
    }

    @Incoming("identity-events")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return inbox.handle(batch, INTEREST, EventHandler.oneByOne(this::handle));
    }

    private Uni<Void> handle(Scope scope, IncomingEvent event) {
        return switch (event.data()) {
            case TeamCreated team -> teams.save(scope, team);
            case TeamMemberAdded member -> teams.save(scope, member);
            case TeamMemberRemoved member -> teams.remove(scope, member);
            case AccountErased erased -> teams.forget(scope, erased.userId());
            default -> Uni.createFrom().voidItem();
        };
    }
}
