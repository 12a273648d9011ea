package io.steward.notification.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.OrganizationUpdated;
import io.steward.events.IdentityEvent.TeamCreated;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.events.NoteEvent.NoteAdded;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.notification.MailPort;
import io.steward.notification.Organization;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From what identity says of people to whose feed a ticket's events are in. */
@QuarkusTest
@WithTestResource(StewardServers.class)
@WithTestResource(MailPort.class)
class WhoIsToldTest {
    private final UUID ticket = UUID.randomUUID();
    private final UUID desk = UUID.randomUUID();
    private final UUID deskLead = UUID.randomUUID();
    private Organization organization;

    @BeforeEach
    void start() {
        organization = Organization.founded();
    }

    @AfterEach
    void stop() {
        organization.close();
    }

    @Test
    void a_demoted_assignee_is_not_told_of_a_comment_and_the_lead_is() {
        organization.send(organization.created(ticket, "VPN is down"), 1);
        told(organization.lead, "TICKET_CREATED");
        organization.may(organization.agent, true, 2, Organization.REQUESTER);
        awaitVersion(organization.agent, 2);

        organization.send(comment(organization.requester, false, organization.agent, null), 2);

        told(organization.lead, "TICKET_CREATED", "TICKET_COMMENTED");
        told(organization.agent);
    }

    @Test
    void of_whom_identity_has_not_said_what_he_may_read_is_told_nothing() {
        UUID unknown = UUID.randomUUID();
        organization.send(
                new MemberSaved(
                        unknown, organization.id, "u", "U", "u@example.org", "en", List.of("l1"), true, Instant.now()),
                1);
        organization.send(organization.created(ticket, "VPN is down"), 1);

        organization.send(organization.escalated(ticket, unknown, organization.agent), 1);

        told(organization.agent, "ESCALATION");
        told(unknown);
    }

    @Test
    void a_ticket_without_a_team_is_told_the_default_team_else_those_who_may_assign() {
        organization.send(teamless(UUID.randomUUID()), 1);
        told(organization.lead, "TICKET_CREATED");
        told(organization.agent, "TICKET_CREATED");

        organization.join(deskLead, true, 1);
        organization.send(new TeamCreated(desk, "Desk", Instant.now()), 1);
        organization.send(new TeamMemberAdded(desk, deskLead, "LEAD", Instant.now()), 2);
        organization.send(new OrganizationUpdated(organization.id, "Acme", "acme", Instant.now(), desk), 2);
        Eventually.check(() -> assertThat(Database.value(
                        "SELECT default_team_id FROM notification.organization WHERE tenant_id = ?", organization.id))
                .isEqualTo(desk));

        organization.send(teamless(ticket), 1);
        told(deskLead, "TICKET_CREATED");
        told(organization.lead, "TICKET_CREATED");
    }

    @Test
    void a_team_without_a_lead_is_told_by_its_members_who_are_left() {
        UUID left = UUID.randomUUID();
        organization.join(left, true, 1);
        organization.send(new TeamMemberAdded(organization.team, left, "MEMBER", Instant.now()), 4);
        organization.send(new TeamMemberRemoved(organization.team, left, Instant.now()), 5);
        organization.send(new TeamMemberRemoved(organization.team, organization.lead, Instant.now()), 6);
        Eventually.check(() -> assertThat(Database.value(
                        "SELECT count(*) FROM notification.team_member WHERE tenant_id = ? AND NOT is_member",
                        organization.id))
                .isEqualTo(2L));

        organization.send(organization.created(ticket, "VPN is down"), 1);

        told(organization.agent, "TICKET_CREATED");
        told(organization.lead);
        told(left);
    }

    @Test
    void a_note_is_told_without_its_text() {
        organization.send(organization.created(ticket, "VPN is down"), 1);
        organization.send(
                new NoteAdded(
                        UUID.randomUUID(),
                        ticket,
                        "INC-000042",
                        "VPN is down",
                        organization.lead,
                        organization.agent,
                        Instant.now()),
                1);

        told(organization.agent, "NOTE_ADDED");
        told(organization.requester);
    }

    @Test
    void a_move_with_a_comment_is_one_notification_with_both() {
        UUID comment = UUID.randomUUID();
        organization.send(organization.created(ticket, "VPN is down"), 1);
        organization.send(
                new TicketStatusChanged(
                        ticket,
                        "INC-000042",
                        "VPN is down",
                        "IN_PROGRESS",
                        "RESOLVED",
                        organization.requester,
                        organization.agent,
                        organization.agent,
                        Instant.now(),
                        comment),
                2);
        organization.send(comment(organization.agent, true, organization.agent, "RESOLVED"), 3);

        told(organization.requester, "TICKET_COMMENTED");
        assertThat(Database.rows(
                        "SELECT title, body FROM notification.notifications WHERE tenant_id = ? AND user_id = ?",
                        organization.id,
                        organization.requester))
                .containsExactly(List.of(
                        "[INC-000042] Now resolved: VPN is down",
                        "“VPN is down”\n\nThe status changed to resolved:\n> Hello"));
    }

    private TicketCreated teamless(UUID id) {
        return new TicketCreated(
                id,
                "INC-000042",
                "incident",
                "VPN is down",
                "NEW",
                "P1",
                "NETWORK",
                organization.requester,
                null,
                null,
                Instant.now());
    }

    private TicketCommented comment(UUID author, boolean byAgent, UUID assignee, String movedTo) {
        return new TicketCommented(
                ticket,
                "INC-000042",
                "VPN is down",
                UUID.randomUUID(),
                author,
                byAgent,
                "Hello",
                organization.requester,
                assignee,
                Instant.now(),
                movedTo);
    }

    private void told(UUID person, String... types) {
        Eventually.check(() -> assertThat(Database.rows(
                        "SELECT notification_type FROM notification.notifications WHERE tenant_id = ? AND user_id = ? ORDER BY position",
                        organization.id,
                        person))
                .extracting(row -> row.getFirst())
                .containsExactly((Object[]) types));
    }

    private void awaitVersion(UUID person, long version) {
        Eventually.check(() -> assertThat(Database.value(
                        "SELECT version FROM notification.person WHERE tenant_id = ? AND id = ?",
                        organization.id,
                        person))
                .isEqualTo(version));
    }
}
