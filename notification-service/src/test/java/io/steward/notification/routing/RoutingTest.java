package io.steward.notification.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.events.DomainEvent;
import io.steward.events.NoteEvent.NoteAdded;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaBreached;
import io.steward.events.SlaEvent.SlaDueDatesSet;
import io.steward.events.SlaEvent.SlaWarningRaised;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.events.TicketEvent.TicketUpdated;
import io.steward.notification.directory.Person;
import io.steward.notification.feed.NotificationType;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoutingTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final UUID TICKET = UUID.randomUUID();
    private static final UUID TEAM = UUID.randomUUID();
    private static final UUID REQUESTER = UUID.randomUUID();
    private static final UUID ASSIGNEE = UUID.randomUUID();
    private static final UUID COLLEAGUE = UUID.randomUUID();
    private static final UUID LEAD = UUID.randomUUID();
    private static final UUID OTHER_LEAD = UUID.randomUUID();
    private static final UUID MEMBER = UUID.randomUUID();
    private static final UUID DEFAULT_LEAD = UUID.randomUUID();
    private static final UUID DEFAULT_MEMBER = UUID.randomUUID();
    private static final UUID ASSIGNER = UUID.randomUUID();

    private final Map<UUID, Person> people = new HashMap<>();
    private List<UUID> leads = List.of(LEAD, OTHER_LEAD);
    private List<UUID> members = List.of(MEMBER);
    private List<UUID> defaultLeads = List.of(DEFAULT_LEAD);
    private List<UUID> defaultMembers = List.of(DEFAULT_MEMBER);

    @BeforeEach
    void agents_and_a_requester() {
        may(REQUESTER, "ticket:read");
        Stream.of(ASSIGNEE, COLLEAGUE, LEAD, OTHER_LEAD, MEMBER, DEFAULT_LEAD, DEFAULT_MEMBER, ASSIGNER)
                .forEach(agent -> may(agent, "ticket:read", "ticket:read-all", "ticket:comment-internal"));
    }

    /** Each event that has to reach somebody, when nobody has the ticket. */
    static Stream<DomainEvent> ofTheResponsible() {
        return Stream.of(
                created(TEAM),
                moved(TEAM),
                assigned(null, null),
                comment(REQUESTER, false, REQUESTER, null),
                status("REOPENED", REQUESTER, null),
                warning(null),
                new SlaBreached(TICKET, "INC-000001", "VPN", "RESPONSE", NOW, NOW),
                escalation(List.of()));
    }

    @ParameterizedTest
    @MethodSource("ofTheResponsible")
    void somebody_is_always_told(DomainEvent event) {
        assertThat(unassigned(event)).containsOnlyKeys(LEAD, OTHER_LEAD);
        leads = List.of();
        assertThat(unassigned(event)).containsOnlyKeys(MEMBER);
        members = List.of();
        assertThat(unassigned(event)).containsOnlyKeys(DEFAULT_LEAD);
        defaultLeads = List.of();
        assertThat(unassigned(event)).containsOnlyKeys(DEFAULT_MEMBER);
        defaultMembers = List.of();
        assertThat(unassigned(event)).containsOnlyKeys(ASSIGNER);
    }

    @ParameterizedTest
    @MethodSource("ofTheResponsible")
    void who_may_not_read_the_ticket_is_passed_over(DomainEvent event) {
        may(LEAD, "ticket:read");
        may(OTHER_LEAD);
        people.remove(MEMBER);
        people.put(DEFAULT_LEAD, new Person(DEFAULT_LEAD, null, false, true, Set.of("ticket:read", "ticket:read-all")));

        assertThat(unassigned(event)).containsOnlyKeys(DEFAULT_MEMBER);
    }

    /** Each event that is for the assignee. */
    static Stream<DomainEvent> ofTheAssignee() {
        return Stream.of(
                assigned(ASSIGNEE, LEAD),
                comment(REQUESTER, false, REQUESTER, ASSIGNEE),
                comment(COLLEAGUE, true, COLLEAGUE, ASSIGNEE),
                note(COLLEAGUE),
                status("REOPENED", REQUESTER, ASSIGNEE),
                warning(ASSIGNEE),
                new SlaBreached(TICKET, "INC-000001", "VPN", "RESPONSE", NOW, NOW),
                escalation(List.of(ASSIGNEE)));
    }

    @ParameterizedTest
    @MethodSource("ofTheAssignee")
    void the_assignee_is_told_and_nobody_else(DomainEvent event) {
        assertThat(route(event)).containsOnlyKeys(ASSIGNEE);
    }

    @ParameterizedTest
    @MethodSource("ofTheAssignee")
    void an_assignee_who_may_not_read_the_ticket_is_never_told(DomainEvent event) {
        may(ASSIGNEE, "ticket:read", "ticket:comment-internal");

        assertThat(route(event)).doesNotContainKey(ASSIGNEE);
    }

    @Test
    void a_note_is_told_nobody_who_may_not_read_notes() {
        may(ASSIGNEE, "ticket:read", "ticket:read-all");

        assertThat(route(note(COLLEAGUE))).isEmpty();
        may(ASSIGNEE, "ticket:read", "ticket:read-all", "ticket:comment-internal");
        assertThat(route(note(COLLEAGUE))).containsOnly(Map.entry(ASSIGNEE, NotificationType.NOTE_ADDED));
        assertThat(route(note(ASSIGNEE))).isEmpty();
    }

    @Test
    void nobody_is_told_of_what_he_did_himself() {
        assertThat(route(assigned(ASSIGNEE, ASSIGNEE))).isEmpty();
        assertThat(route(comment(ASSIGNEE, true, ASSIGNEE, ASSIGNEE))).isEmpty();
        assertThat(route(comment(ASSIGNEE, false, ASSIGNEE, ASSIGNEE))).isEmpty();
        leads = List.of(LEAD);
        assertThat(unassigned(assigned(null, LEAD))).containsOnlyKeys(MEMBER);
        assertThat(unassigned(new TicketCreated(
                        TICKET, "INC-000001", "incident", "VPN", "NEW", "P1", null, LEAD, null, TEAM, NOW)))
                .containsOnlyKeys(MEMBER);
    }

    @Test
    void an_agents_comment_reaches_the_requester_and_the_assignee() {
        assertThat(route(comment(COLLEAGUE, true, REQUESTER, ASSIGNEE)))
                .containsOnly(
                        Map.entry(REQUESTER, NotificationType.TICKET_COMMENTED),
                        Map.entry(ASSIGNEE, NotificationType.TICKET_COMMENTED));
    }

    @Test
    void a_requester_who_may_not_read_tickets_any_more_is_not_told() {
        may(REQUESTER, "ticket:create");

        assertThat(route(status("RESOLVED", COLLEAGUE, ASSIGNEE))).isEmpty();
    }

    @Test
    void the_requester_learns_of_a_new_status_but_not_of_an_escalation() {
        assertThat(route(status("RESOLVED", COLLEAGUE, ASSIGNEE)))
                .containsOnly(Map.entry(REQUESTER, NotificationType.TICKET_STATUS_CHANGED));
        assertThat(route(status("CLOSED", null, ASSIGNEE)))
                .containsOnly(Map.entry(REQUESTER, NotificationType.TICKET_STATUS_CHANGED));
        assertThat(route(status("ESCALATED", null, ASSIGNEE))).isEmpty();
    }

    @Test
    void a_move_with_a_comment_is_told_by_the_comment_alone() {
        UUID comment = UUID.randomUUID();
        var moved = new TicketStatusChanged(
                TICKET, "INC-000001", "VPN", "RESOLVED", "REOPENED", REQUESTER, null, COLLEAGUE, NOW, comment);
        var told = new TicketCommented(
                TICKET, "INC-000001", "VPN", comment, COLLEAGUE, true, "Hi", REQUESTER, null, NOW, "REOPENED");

        assertThat(unassigned(moved)).isEmpty();
        assertThat(unassigned(told)).containsOnlyKeys(REQUESTER, LEAD, OTHER_LEAD);
    }

    @Test
    void an_edit_that_leaves_the_team_is_told_nobody() {
        assertThat(route(new TicketUpdated(TICKET, "INC-000001", "VPN", null, TEAM, List.of("title"), NOW, COLLEAGUE)))
                .isEmpty();
        assertThat(route(moved(null))).isEmpty();
        assertThat(unassigned(moved(null))).containsOnlyKeys(LEAD, OTHER_LEAD);
    }

    @Test
    void nobody_is_told_of_due_dates() {
        assertThat(route(new SlaDueDatesSet(TICKET, UUID.randomUUID(), 1, NOW, NOW, NOW)))
                .isEmpty();
    }

    private void may(UUID person, String... permissions) {
        people.put(person, new Person(person, null, true, true, Set.of(permissions)));
    }

    private Map<UUID, NotificationType> route(DomainEvent event) {
        return route(event, ASSIGNEE);
    }

    private Map<UUID, NotificationType> unassigned(DomainEvent event) {
        return route(event, null);
    }

    private Map<UUID, NotificationType> route(DomainEvent event, UUID assignee) {
        Responsible responsible = new Responsible(List.of(defaultLeads, defaultMembers, List.of(ASSIGNER)));
        return Routing.of(event, new Circle(assignee, leads, members, true), responsible, people)
                .recipients()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, recipient -> recipient.getValue().type()));
    }

    private static TicketCreated created(UUID ofTeam) {
        return new TicketCreated(
                TICKET, "INC-000001", "incident", "VPN", "NEW", "P1", "NETWORK", REQUESTER, null, ofTeam, NOW);
    }

    private static TicketUpdated moved(UUID team) {
        return new TicketUpdated(TICKET, "INC-000001", "VPN", null, team, List.of("teamId"), NOW, COLLEAGUE);
    }

    private static TicketAssigned assigned(UUID to, UUID by) {
        return new TicketAssigned(TICKET, "INC-000001", "VPN", REQUESTER, null, to, by, NOW);
    }

    private static TicketCommented comment(UUID author, boolean byAgent, UUID ofRequester, UUID assignee) {
        return new TicketCommented(
                TICKET, "INC-000001", "VPN", UUID.randomUUID(), author, byAgent, "Hello", ofRequester, assignee, NOW);
    }

    private static NoteAdded note(UUID author) {
        return new NoteAdded(UUID.randomUUID(), TICKET, "INC-000001", "VPN", author, ASSIGNEE, NOW);
    }

    private static TicketStatusChanged status(String to, UUID by, UUID assignee) {
        return new TicketStatusChanged(TICKET, "INC-000001", "VPN", "IN_PROGRESS", to, REQUESTER, assignee, by, NOW);
    }

    private static SlaWarningRaised warning(UUID of) {
        return new SlaWarningRaised(TICKET, "INC-000001", "VPN", "RESPONSE", 75, NOW, of, TEAM, NOW);
    }

    private static EscalationRaised escalation(List<UUID> to) {
        return new EscalationRaised(
                UUID.randomUUID(), TICKET, "INC-000001", "VPN", "RESPONSE", 1, "team_lead", to, true, NOW);
    }
}
