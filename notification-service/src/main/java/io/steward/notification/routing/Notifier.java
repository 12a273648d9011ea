package io.steward.notification.routing;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.steward.kit.inbox.IncomingEvent;
import io.steward.kit.inbox.NotYet;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.notification.directory.Directory;
import io.steward.notification.directory.Person;
import io.steward.notification.feed.NewNotification;
import io.steward.notification.feed.NotificationStore;
import io.steward.notification.feed.NotificationStore.Telling;
import io.steward.notification.feed.NotificationType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /**
     * An event of which somebody may be told.
     *
     * @param scope acts because of the event
     * @param circle empty when the ticket is not known here
     */
    record Heard(Scope scope, IncomingEvent event, UUID ticketId, Optional<Circle> circle) {}

    Uni<Void> tell(Scope scope, List<Heard> heard) {
        Map<Heard, Map<UUID, NotificationType>> recipients = new LinkedHashMap<>();
        Set<UUID> everybody = new HashSet<>();
        for (Heard one : heard) {
            if (!one.circle().map(Circle::settled).orElse(false) && mayWait(one)) {
                return Uni.createFrom().failure(new NotYet("The ticket or its team"));
            }
            Map<UUID, NotificationType> of =
                    Routing.of(one.event().data(), one.circle().orElseGet(() -> new Circle(null, List.of(), false)));
            recipients.put(one, of);
            everybody.addAll(of.keySet());
        }
        return directory.find(scope, everybody).flatMap(people -> {
            List<Telling> tellings = new ArrayList<>();
            for (Heard one : heard) {
                if (!people.keySet().containsAll(recipients.get(one).keySet()) && mayWait(one)) {
                    return Uni.createFrom().failure(new NotYet("A recipient"));
                }
                composed(recipients.get(one), people, one)
                        .forEach(notification -> tellings.add(
                                new Telling(one.scope(), one.event().id(), notification)));
            }
            return notifications.store(scope, tellings);
        });
    }

    private List<NewNotification> composed(
            Map<UUID, NotificationType> recipients, Map<UUID, Person> people, Heard heard) {
        Notice notice = Notice.of(heard.event().data()).orElseThrow();
        List<NewNotification> composed = new ArrayList<>();
        recipients.forEach((id, type) -> {
            Person person = people.get(id);
            if (person == null || !person.active()) {
                meters.counter("steward.routing.dropped", "reason", person == null ? "unknown" : "inactive")
                        .increment();
            } else {
                composed.add(new NewNotification(
                        Ids.next(), id, heard.ticketId(), type, notice.title(), notice.body(), person.getsMail()));
            }
        });
        return composed;
    }

    private boolean mayWait(Heard heard) {
        Instant told = heard.event().time();
        Instant since = told.isAfter(startedAt) ? told : startedAt;
        return heard.scope().now().isBefore(since.plus(config.patience()));
    }
}
