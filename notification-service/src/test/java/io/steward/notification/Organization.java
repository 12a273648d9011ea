package io.steward.notification;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import io.steward.events.DomainEvent;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.TeamCreated;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.Topic;
import io.steward.testkit.EventProbe;
import io.steward.testkit.TestTokens;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An organization of a test, with a team, its lead, an agent and a requester, as identity tells of them. */
public final class Organization implements AutoCloseable {
    public static final String[] REQUESTER = {"ticket:create", "ticket:read", "ticket:comment", "ticket:reopen"};
    public static final String[] AGENT = {
        "ticket:read", "ticket:read-all", "ticket:transition", "ticket:assign", "ticket:comment-internal"
    };

    public final UUID id = UUID.randomUUID();
    public final UUID team = UUID.randomUUID();
    public final UUID lead = UUID.randomUUID();
    public final UUID agent = UUID.randomUUID();
    public final UUID requester = UUID.randomUUID();
    private final EventProbe probe = EventProbe.on(Topic.NOTIFICATION);

    public static Organization founded() {
        Organization organization = new Organization();
        organization.join(organization.lead, true, 1);
        organization.join(organization.agent, true, 1);
        organization.join(organization.requester, true, 1);
        organization.send(new TeamCreated(organization.team, "Network", Instant.now()), 1);
        organization.send(new TeamMemberAdded(organization.team, organization.lead, "LEAD", Instant.now()), 2);
        organization.send(new TeamMemberAdded(organization.team, organization.agent, "MEMBER", Instant.now()), 3);
        return organization;
    }

    public void join(UUID person, boolean active, long version) {
        may(person, active, version, person.equals(requester) ? REQUESTER : AGENT);
    }

    /** What the person's roles allow now. */
    public void may(UUID person, boolean active, long version, String... ticketPermissions) {
        send(
                new MemberSaved(
                        person,
                        id,
                        "someone",
                        "Someone",
                        mailOf(person),
                        "en",
                        List.of("l1"),
                        active,
                        Instant.now(),
                        null,
                        List.of(ticketPermissions)),
                version);
    }

    /** The person switches mail on or off. */
    public void wants(UUID person, boolean mail, long version) {
        send(
                new MemberSaved(
                        person,
                        id,
                        "someone",
                        "Someone",
                        mailOf(person),
                        "en",
                        List.of("l1"),
                        true,
                        Instant.now(),
                        mail,
                        List.of(AGENT)),
                version);
    }

    public String mailOf(UUID person) {
        return person + "@example.org";
    }

    public UUID send(DomainEvent event, long sequence) {
        return probe.send(event, id, sequence);
    }

    public void send(DomainEvent event, long sequence, UUID eventId) {
        probe.send(event, id, sequence, eventId);
    }

    public EventProbe probe() {
        return probe;
    }

    /** The requester opened a ticket for the team. */
    public TicketCreated created(UUID ticket, String title) {
        return new TicketCreated(
                ticket, "INC-000042", "incident", title, "NEW", "P1", "NETWORK", requester, null, team, Instant.now());
    }

    /** The lead assigned the ticket to the agent. */
    public TicketAssigned assigned(UUID ticket, String title) {
        return new TicketAssigned(ticket, "INC-000042", title, requester, null, agent, lead, Instant.now());
    }

    public EscalationRaised escalated(UUID ticket, UUID... to) {
        return new EscalationRaised(
                UUID.randomUUID(),
                ticket,
                "INC-000042",
                "VPN is down",
                "RESPONSE",
                1,
                "team_lead",
                List.of(to),
                true,
                Instant.now());
    }

    public RequestSpecification as(UUID person) {
        return given().auth().oauth2(token(person));
    }

    public String token(UUID person) {
        return TestTokens.of(person, id, "notification:read");
    }

    @Override
    public void close() {
        probe.close();
    }
}
