package io.steward.notification.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.events.DomainEvent;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.SlaEvent.SlaDueDatesSet;
import io.steward.events.SlaEvent.SlaWarningRaised;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.notification.feed.NotificationType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final UUID ticket = UUID.randomUUID();
    private final UUID team = UUID.randomUUID();
    private final UUID requester = UUID.randomUUID();
    private final UUID assignee = UUID.randomUUID();
    private final UUID agent = UUID.randomUUID();
    private final UUID lead = UUID.randomUUID();
    private final UUID otherLead = UUID.randomUUID();

    @Test
    void the_leads_of_its_team_learn_of_a_new_ticket() {
        assertThat(route(created(team), lead, otherLead))
                .containsOnly(
                        Map.entry(lead, NotificationType.TICKET_CREATED),
                        Map.entry(otherLead, NotificationType.TICKET_CREATED));
    }

    @Test
    void nobody_learns_of_a_new_ticket_without_a_team() {
        assertThat(route(created(null), lead)).isEmpty();
    }

    @Test
    void a_lead_is_not_told_of_his_own_new_ticket() {
        assertThat(route(created(team), requester, otherLead))
                .containsOnly(Map.entry(otherLead, NotificationType.TICKET_CREATED));
    }

    @Test
    void the_new_assignee_learns_of_the_assignment() {
        assertThat(route(assigned(assignee, lead))).containsOnly(Map.entry(assignee, NotificationType.TICKET_ASSIGNED));
    }

    @Test
    void who_takes_a_ticket_himself_is_not_told() {
        assertThat(route(assigned(assignee, assignee))).isEmpty();
    }

    @Test
    void nobody_is_told_of_a_ticket_given_back() {
        assertThat(route(assigned(null, lead))).isEmpty();
    }

    @Test
    void the_requester_learns_of_an_agents_comment() {
        assertThat(route(comment(agent, true, requester)))
                .containsOnly(Map.entry(requester, NotificationType.TICKET_COMMENTED));
    }

    @Test
    void an_agent_who_comments_on_his_own_request_is_not_told() {
        assertThat(route(comment(agent, true, agent))).isEmpty();
    }

    @Test
    void the_assignee_learns_of_the_requesters_comment() {
        assertThat(route(comment(requester, false, requester)))
                .containsOnly(Map.entry(assignee, NotificationType.TICKET_COMMENTED));
    }

    @Test
    void an_assignee_who_is_the_requester_is_not_told_of_his_comment() {
        assertThat(route(comment(assignee, false, assignee))).isEmpty();
    }

    @Test
    void the_requester_learns_of_a_new_status() {
        assertThat(route(moved("RESOLVED", agent)))
                .containsOnly(Map.entry(requester, NotificationType.TICKET_STATUS_CHANGED));
    }

    @Test
    void the_requester_learns_of_a_move_by_a_rule() {
        assertThat(route(moved("CLOSED", null)))
                .containsOnly(Map.entry(requester, NotificationType.TICKET_STATUS_CHANGED));
    }

    @Test
    void the_requester_does_not_learn_of_an_escalation() {
        assertThat(route(moved("ESCALATED", null))).isEmpty();
    }

    @Test
    void the_assignee_alone_learns_that_the_requester_reopened() {
        assertThat(route(moved("REOPENED", requester)))
                .containsOnly(Map.entry(assignee, NotificationType.TICKET_STATUS_CHANGED));
    }

    @Test
    void who_has_two_reasons_is_told_once() {
        var own = new TicketStatusChanged(
                ticket, "INC-000001", "VPN", "RESOLVED", "REOPENED", assignee, assignee, lead, NOW);

        assertThat(route(own)).containsOnly(Map.entry(assignee, NotificationType.TICKET_STATUS_CHANGED));
    }

    @Test
    void the_assignee_is_warned_and_the_leads_are_not() {
        assertThat(route(warning(assignee), lead)).containsOnly(Map.entry(assignee, NotificationType.SLA_WARNING));
    }

    @Test
    void the_leads_are_warned_when_nobody_has_the_ticket() {
        assertThat(route(warning(null), lead)).containsOnly(Map.entry(lead, NotificationType.SLA_WARNING));
    }

    @Test
    void the_assignee_learns_of_a_breach() {
        var breached = new SlaBreached(ticket, "INC-000001", "VPN", "RESPONSE", NOW, NOW);

        assertThat(Routing.of(breached, new Circle(assignee, List.of(lead), true)))
                .containsOnly(Map.entry(assignee, NotificationType.SLA_BREACHED));
        assertThat(Routing.of(breached, new Circle(null, List.of(lead), true))).isEmpty();
    }

    @Test
    void whoever_it_is_escalated_to_learns_of_it_once() {
        assertThat(route(escalation(List.of(lead, otherLead, lead))))
                .containsOnly(
                        Map.entry(lead, NotificationType.ESCALATION),
                        Map.entry(otherLead, NotificationType.ESCALATION));
        assertThat(route(escalation(null))).isEmpty();
    }

    @Test
    void nobody_is_told_of_due_dates() {
        assertThat(route(new SlaDueDatesSet(ticket, UUID.randomUUID(), 1, NOW, NOW, NOW), lead))
                .isEmpty();
    }

    private Map<UUID, NotificationType> route(DomainEvent event, UUID... leads) {
        return Routing.of(event, new Circle(assignee, List.of(leads), true));
    }

    private TicketCreated created(UUID ofTeam) {
        return new TicketCreated(
                ticket, "INC-000001", "incident", "VPN", "NEW", "P1", "NETWORK", requester, null, ofTeam, NOW);
    }

    private TicketAssigned assigned(UUID to, UUID by) {
        return new TicketAssigned(ticket, "INC-000001", "VPN", requester, null, to, by, NOW);
    }

    private TicketCommented comment(UUID author, boolean byAgent, UUID ofRequester) {
        return new TicketCommented(
                ticket, "INC-000001", "VPN", UUID.randomUUID(), author, byAgent, "Hello", ofRequester, assignee, NOW);
    }

    private TicketStatusChanged moved(String to, UUID by) {
        return new TicketStatusChanged(ticket, "INC-000001", "VPN", "IN_PROGRESS", to, requester, assignee, by, NOW);
    }

    private SlaWarningRaised warning(UUID of) {
        return new SlaWarningRaised(ticket, "INC-000001", "VPN", "RESPONSE", 75, NOW, of, team, NOW);
    }

    private EscalationRaised escalation(List<UUID> to) {
        return new EscalationRaised(
                UUID.randomUUID(), ticket, "INC-000001", "VPN", "RESPONSE", 1, "team_lead", to, true, NOW);
    }
}
