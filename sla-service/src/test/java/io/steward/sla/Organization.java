package io.steward.sla;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.steward.events.DomainEvent;
import io.steward.events.EventCatalog;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.SlaEvent;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.TicketEvent.TicketPriorityChanged;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.events.Topic;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.Eventually;
import io.steward.testkit.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An organization as a test sees it: what other services tell of it, what its people ask, and what came of it. */
public final class Organization implements AutoCloseable {
    public final UUID id = UUID.randomUUID();
    public final UUID agent = UUID.randomUUID();
    public final UUID requester = UUID.randomUUID();
    public final EventProbe probe = EventProbe.on(Topic.SLA);
    private long sequence;

    public void send(DomainEvent event) {
        probe.send(event, id, ++sequence);
    }

    public void send(DomainEvent event, long number, UUID eventId) {
        probe.send(event, id, number, eventId);
    }

    public UUID member(String... roles) {
        return member(true, roles);
    }

    public UUID member(boolean active, String... roles) {
        UUID user = UUID.randomUUID();
        send(new MemberSaved(user, id, "u", "U", "u@example.org", "en", List.of(roles), active, Instant.now()));
        Eventually.check(() -> assertThat(Database.rows("SELECT 1 FROM sla.person WHERE id = ?", user))
                .hasSize(1));
        return user;
    }

    public void lead(UUID team, UUID user) {
        send(new TeamMemberAdded(team, user, "LEAD", Instant.now()));
        Eventually.check(() -> assertThat(Database.rows("SELECT 1 FROM sla.team_member WHERE user_id = ?", user))
                .hasSize(1));
    }

    public static TicketCreated created(UUID ticket, String priority, UUID team, Instant at) {
        return new TicketCreated(
                ticket,
                "INC-000001",
                "incident",
                "VPN is down",
                "NEW",
                priority,
                null,
                UUID.randomUUID(),
                null,
                team,
                at);
    }

    /** Opens a ticket and waits for its clocks. */
    public UUID opened(String priority, UUID team, Instant at) {
        UUID ticket = UUID.randomUUID();
        send(created(ticket, priority, team, at));
        awaitFacts(ticket, 1);
        return ticket;
    }

    public void moved(UUID ticket, String from, String to, Instant at) {
        long facts = facts(ticket);
        send(new TicketStatusChanged(ticket, "INC-000001", "VPN is down", from, to, requester, agent, agent, at));
        awaitFacts(ticket, facts + 1);
    }

    public void answered(UUID ticket, Instant at) {
        long facts = facts(ticket);
        send(new TicketCommented(
                ticket, "INC-000001", "VPN is down", UUID.randomUUID(), agent, true, "on it", requester, agent, at));
        awaitFacts(ticket, facts + 1);
    }

    public void reprioritized(UUID ticket, String from, String to, Instant at) {
        long facts = facts(ticket);
        send(new TicketPriorityChanged(ticket, "INC-000001", "VPN is down", from, to, at));
        awaitFacts(ticket, facts + 1);
    }

    public static long facts(UUID ticket) {
        return (Long) Database.value("SELECT count(*) FROM sla.ticket_facts WHERE ticket_id = ?", ticket);
    }

    private static void awaitFacts(UUID ticket, long count) {
        Eventually.check(() -> assertThat(facts(ticket)).isEqualTo(count));
    }

    /** What the service has told of a ticket so far, by type and in order. */
    public <E extends SlaEvent> List<E> told(UUID ticket, Class<E> type) {
        return probe.all(ticket.toString(), Duration.ofMillis(700)).stream()
                .filter(message -> EventCatalog.typeOf(type).equals(EventProbe.header(message, "ce_type")))
                .map(message -> EventProbe.read(message, type))
                .toList();
    }

    public RequestSpecification as(String... permissions) {
        return given().auth().oauth2(TestTokens.of(agent, id, permissions));
    }

    public ValidatableResponse policy(String priority, String response, String resolution, Object... levels) {
        return as("sla:manage")
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "name", "Fast " + priority,
                        "priority", priority,
                        "responseTarget", response,
                        "resolutionTarget", resolution,
                        "escalationLevels", List.of(levels)))
                .post("/api/v1/sla/policies")
                .then()
                .log()
                .ifValidationFails();
    }

    public static Map<String, Object> level(int level, String target, int afterMinutes) {
        return Map.of("level", level, "target", target, "afterMinutes", afterMinutes);
    }

    @Override
    public void close() {
        probe.close();
    }
}
