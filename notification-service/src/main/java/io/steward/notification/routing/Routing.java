package io.steward.notification.routing;

import io.steward.events.DomainEvent;
import io.steward.notification.directory.Person;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Event → who is told, and why. */
final class Routing {
    private Routing() {}

    /**
     * Each recipient once, with the first reason in the policies' order. Whoever may not read what it is about is none.
     *
     * @param people those whom the policies name, as far as they are known
     * @param anybody is set to false for a reason that had to reach somebody and reached nobody
     */
    record Outcome(Map<UUID, RoutingPolicy> recipients, boolean anybody) {}

    static Outcome of(DomainEvent event, Circle circle, Responsible responsible, Map<UUID, Person> people) {
        Map<UUID, RoutingPolicy> recipients = new LinkedHashMap<>();
        boolean anybody = true;
        for (RoutingPolicy policy : RoutingPolicy.values()) {
            Told told = policy.told(event, circle);
            List<UUID> reached = told.turns(circle, responsible).stream()
                    .map(turn -> turn.stream()
                            .filter(id ->
                                    people.containsKey(id) && people.get(id).belongsTo(policy.audience()))
                            .toList())
                    .filter(turn -> !turn.isEmpty())
                    .findFirst()
                    .orElse(List.of());
            anybody &= !told.elseResponsible() || !reached.isEmpty();
            reached.forEach(person -> recipients.putIfAbsent(person, policy));
        }
        return new Outcome(recipients, anybody);
    }

    /** Everybody whom a policy names, whether or not they can be told. */
    static List<UUID> named(DomainEvent event, Circle circle, Responsible responsible) {
        return List.of(RoutingPolicy.values()).stream()
                .flatMap(policy -> policy.told(event, circle).turns(circle, responsible).stream())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }
}
