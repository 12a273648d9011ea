package io.steward.notification.routing;

import io.steward.events.DomainEvent;
import io.steward.notification.feed.NotificationType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Event → who should know, and why. */
final class Routing {
    private Routing() {}

    /** Each recipient once, with the first reason in the policies' order. */
    static Map<UUID, NotificationType> of(DomainEvent event, Circle circle) {
        Map<UUID, NotificationType> recipients = new LinkedHashMap<>();
        for (RoutingPolicy policy : RoutingPolicy.values()) {
            policy.recipients(event, circle).forEach(person -> recipients.putIfAbsent(person, policy.type()));
        }
        return recipients;
    }
}
