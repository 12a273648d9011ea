package io.steward.notification.routing;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.steward.kit.inbox.IncomingEvent;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.notification.directory.Directory;
import io.steward.notification.directory.Person;
import io.steward.notification.feed.NewNotification;
import io.steward.notification.feed.NotificationStore;
import io.steward.notification.feed.NotificationType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tells those whom the routing names, if the organization knows them. */
@ApplicationScoped
class Notifier {
    private final Directory directory;
    private final NotificationStore notifications;
    private final RoutingConfig config;
    private final MeterRegistry meters;
    private final Instant startedAt;

    Notifier(
            Directory directory,
            NotificationStore notifications,
            RoutingConfig config,
            MeterRegistry meters,
            Clock clock) {
        this.directory = directory;
        this.notifications = notifications;
        this.config = config;
        this.meters = meters;
        this.startedAt = clock.instant();
    }

    /** @param circle empty when the ticket is not known here */
    Uni<Void> tell(Scope scope, IncomingEvent event, UUID ticketId, Optional<Circle> circle) {
        Optional<Notice> notice = Notice.of(event.data());
        if (notice.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        if (!circle.map(Circle::settled).orElse(false) && mayWait(scope, event)) {
            return Uni.createFrom().failure(new NotKnownYet("The ticket or its team"));
        }
        Map<UUID, NotificationType> recipients =
                Routing.of(event.data(), circle.orElseGet(() -> new Circle(null, List.of(), false)));
        return directory.find(scope, recipients.keySet()).flatMap(people -> {
            if (!people.keySet().containsAll(recipients.keySet()) && mayWait(scope, event)) {
                return Uni.createFrom().failure(new NotKnownYet("A recipient"));
            }
            return notifications.store(scope, event.id(), composed(recipients, people, ticketId, notice.get()));
        });
    }

    private List<NewNotification> composed(
            Map<UUID, NotificationType> recipients, Map<UUID, Person> people, UUID ticketId, Notice notice) {
        List<NewNotification> composed = new ArrayList<>();
        recipients.forEach((id, type) -> {
            Person person = people.get(id);
            if (person == null || !person.active()) {
                meters.counter("steward.routing.dropped", "reason", person == null ? "unknown" : "inactive")
                        .increment();
            } else {
                composed.add(new NewNotification(
                        Ids.next(), id, ticketId, type, notice.title(), notice.body(), person.hasMail()));
            }
        });
        return composed;
    }

    private boolean mayWait(Scope scope, IncomingEvent event) {
        Instant since = event.time().isAfter(startedAt) ? event.time() : startedAt;
        return scope.now().isBefore(since.plus(config.patience()));
    }
}
