package io.steward.notification.routing;

import io.steward.events.SlaEvent;
import io.steward.kit.time.Ids;
import io.steward.notification.directory.Audience;
import io.steward.notification.directory.Person;
import io.steward.notification.feed.NewNotification;
import io.steward.notification.feed.NotificationStore.Telling;
import io.steward.notification.feed.NotificationType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The notifications of some events. What one request did to a ticket, a person is told once: by the most urgent reason, with the texts of
 * all. Ticket events of one chain are taken for one request's, if they were read together. Each event of the SLA is told by itself: it is time that has passed, whatever request began the chain.
 */
final class Tellings {
    private Tellings() {}

    /** What makes events one for a person. */
    private record Together(String chain, UUID ticketId, UUID person) {}

    private record Reason(Notifier.Heard heard, RoutingPolicy policy, Notice notice) {}

    static List<Telling> of(Map<Notifier.Heard, Routing.Outcome> routed, Map<UUID, Person> people) {
        Map<Together, List<Reason>> together = new LinkedHashMap<>();
        routed.forEach((heard, outcome) -> {
            Notice notice = Notice.of(heard.data()).orElseThrow();
            outcome.recipients()
                    .forEach((person, policy) -> together.computeIfAbsent(key(heard, person), key -> new ArrayList<>())
                            .add(new Reason(heard, policy, notice)));
        });
        List<Telling> tellings = new ArrayList<>();
        together.forEach((key, reasons) -> tellings.add(telling(people.get(key.person()), reasons)));
        return tellings;
    }

    private static Together key(Notifier.Heard heard, UUID person) {
        String chain = heard.event().correlationId();
        boolean alone = chain == null || heard.data() instanceof SlaEvent;
        return new Together(alone ? heard.event().id().toString() : chain, heard.ticketId(), person);
    }

    private static Telling telling(Person person, List<Reason> reasons) {
        Reason first = reasons.getFirst();
        Reason chief = first;
        Notice notice = null;
        Audience audience = first.policy().audience();
        for (Reason reason : reasons) {
            if (type(reason).compareTo(type(chief)) < 0) {
                chief = reason;
            }
            audience = audience.narrower(reason.policy().audience());
        }
        for (Reason reason : reasons) {
            notice = notice == null ? reason.notice() : notice.and(reason.notice());
        }
        boolean byMail = person.getsMail() && type(chief).goesByMail();
        return new Telling(
                chief.heard().scope(),
                chief.heard().event().id(),
                new NewNotification(
                        Ids.next(),
                        person.id(),
                        chief.heard().ticketId(),
                        type(chief),
                        chief.notice().title(),
                        notice.body(),
                        audience,
                        byMail));
    }

    private static NotificationType type(Reason reason) {
        return reason.policy().type();
    }
}
