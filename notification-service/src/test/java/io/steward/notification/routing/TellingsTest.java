package io.steward.notification.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.events.DomainEvent;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketUpdated;
import io.steward.kit.inbox.IncomingEvent;
import io.steward.notification.directory.Person;
import io.steward.notification.feed.NewNotification;
import io.steward.notification.feed.NotificationStore.Telling;
import io.steward.notification.feed.NotificationType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** One request is one notification for a person. */
class TellingsTest {
    private static final Instant NOW = Instant.EPOCH;

    private final UUID ticket = UUID.randomUUID();
    private final UUID team = UUID.randomUUID();
    private final UUID lead = UUID.randomUUID();
    private final UUID actor = UUID.randomUUID();
    private final Map<UUID, Person> people =
            Map.of(lead, new Person(lead, "lead@example.org", true, true, Set.of("ticket:read", "ticket:read-all")));

    @Test
    void what_one_request_did_is_told_once_with_all_of_it() {
        List<Telling> told = tell(heard(moved(), "r"), heard(assigned(), "r"));

        assertThat(told).hasSize(1);
        NewNotification notification = told.getFirst().notification();
        assertThat(notification.type()).isEqualTo(NotificationType.TICKET_ASSIGNED);
        assertThat(notification.title()).isEqualTo("[INC-1] Assigned to you: VPN");
        assertThat(notification.body()).contains("moved to another team").contains("was assigned to you");
    }

    @Test
    void two_requests_and_what_the_sla_says_stay_apart() {
        assertThat(tell(heard(moved(), "r"), heard(assigned(), "s"))).hasSize(2);
        assertThat(tell(heard(moved(), null), heard(assigned(), null))).hasSize(2);
        assertThat(tell(
                        heard(assigned(), "r"),
                        heard(new SlaBreached(ticket, "INC-1", "VPN", "RESPONSE", NOW, NOW), "r")))
                .hasSize(2);
        assertThat(tell(
                        heard(new SlaBreached(ticket, "INC-1", "VPN", "RESPONSE", NOW, NOW), "r"),
                        heard(new SlaBreached(ticket, "INC-1", "VPN", "RESOLUTION", NOW, NOW), "r")))
                .as("breaches of one chain, read together")
                .hasSize(2);
    }

    private List<Telling> tell(Notifier.Heard... heard) {
        Map<Notifier.Heard, Routing.Outcome> routed = new LinkedHashMap<>();
        for (Notifier.Heard one : heard) {
            routed.put(one, Routing.of(one.data(), one.circle(), Responsible.NOT_ASKED, people));
        }
        return Tellings.of(routed, people);
    }

    private Notifier.Heard heard(DomainEvent event, String chain) {
        var incoming = new IncomingEvent(UUID.randomUUID(), "t", team, ticket, 1, NOW, chain, null, event);
        return new Notifier.Heard(
                null, incoming, ticket, Optional.of(new Circle(lead, List.of(lead), List.of(), true)));
    }

    private TicketUpdated moved() {
        return new TicketUpdated(ticket, "INC-1", "VPN", null, team, List.of("teamId"), NOW, actor);
    }

    private TicketAssigned assigned() {
        return new TicketAssigned(ticket, "INC-1", "VPN", actor, null, lead, actor, NOW);
    }
}
