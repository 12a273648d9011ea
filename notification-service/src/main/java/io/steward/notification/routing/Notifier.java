package io.steward.notification.routing;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.kit.inbox.IncomingEvent;
import io.steward.kit.inbox.NotYet;
import io.steward.kit.tx.Scope;
import io.steward.notification.directory.Directory;
import io.steward.notification.directory.Person;
import io.steward.notification.feed.NotificationStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Tells those whom the routing names, if the organization knows them and they may read it. */
@ApplicationScoped
class Notifier {
    private final Directory directory;
    private final Tickets tickets;
    private final NotificationStore notifications;
    private final RoutingConfig config;
    private final MeterRegistry meters;
    private final Instant startedAt;

    Notifier(
            Directory directory,
            Tickets tickets,
            NotificationStore notifications,
            RoutingConfig config,
            MeterRegistry meters,
            Clock clock) {
        this.directory = directory;
        this.tickets = tickets;
        this.notifications = notifications;
        this.config = config;
        this.meters = meters;
        this.startedAt = clock.instant();
    }

    /**
     * An event of which somebody may be told.
     *
     * @param scope acts because of the event
     * @param known empty when the ticket is not known here
     */
    record Heard(Scope scope, IncomingEvent event, UUID ticketId, Optional<Circle> known) {
        DomainEvent data() {
            return event.data();
        }

        Circle circle() {
            return known.orElse(Circle.UNKNOWN);
        }
    }

    private record Routed(Map<Heard, Routing.Outcome> outcomes, Map<UUID, Person> people) {}

    /** Events of one transaction: what one request did to a ticket is told a person once. */
    Uni<Void> tell(Scope scope, List<Heard> heard) {
        for (Heard one : heard) {
            if (!one.circle().settled() && mayWait(one)) {
                return Uni.createFrom().failure(new NotYet("The ticket or its team"));
            }
        }
        return route(scope, heard, Responsible.NOT_ASKED)
                .flatMap(routed -> routed.outcomes().values().stream().allMatch(Routing.Outcome::anybody)
                        ? Uni.createFrom().item(routed)
                        : tickets.responsible(scope).flatMap(responsible -> route(scope, heard, responsible)))
                .flatMap(routed -> notifications.store(scope, Tellings.of(routed.outcomes(), routed.people())));
    }

    private Uni<Routed> route(Scope scope, List<Heard> heard, Responsible responsible) {
        Set<UUID> everybody = new HashSet<>();
        heard.forEach(one -> everybody.addAll(Routing.named(one.data(), one.circle(), responsible)));
        return directory.find(scope, everybody).flatMap(found -> {
            Map<Heard, Routing.Outcome> routed = new LinkedHashMap<>();
            for (Heard one : heard) {
                List<UUID> named = Routing.named(one.data(), one.circle(), responsible);
                if (!found.keySet().containsAll(named) && mayWait(one)) {
                    return Uni.createFrom().failure(new NotYet("A recipient"));
                }
                Routing.Outcome outcome = Routing.of(one.data(), one.circle(), responsible, found);
                count(named, found);
                routed.put(one, outcome);
            }
            return Uni.createFrom().item(new Routed(routed, found));
        });
    }

    private void count(Collection<UUID> named, Map<UUID, Person> found) {
        Map<String, Integer> dropped = new HashMap<>();
        for (UUID id : named) {
            Person person = found.get(id);
            String reason = person == null
                    ? "unknown"
                    : !person.active() ? "inactive" : person.ticketPermissions().isEmpty() ? "may-not-read" : null;
            if (reason != null) {
                dropped.merge(reason, 1, Integer::sum);
            }
        }
        dropped.forEach((reason, times) ->
                meters.counter("steward.routing.dropped", "reason", reason).increment(times));
    }

    private boolean mayWait(Heard heard) {
        Instant told = heard.event().time();
        Instant since = told.isAfter(startedAt) ? told : startedAt;
        return heard.scope().now().isBefore(since.plus(config.patience()));
    }
}
