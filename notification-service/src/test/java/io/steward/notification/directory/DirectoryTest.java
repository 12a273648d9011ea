package io.steward.notification.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.notification.MailPort;
import io.steward.notification.Organization;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
@WithTestResource(MailPort.class)
class DirectoryTest {
    @Test
    void the_newest_version_of_a_person_stays_whatever_comes_later() {
        try (Organization organization = Organization.founded()) {
            organization.send(member(organization, "new@example.org"), 5);
            organization.send(member(organization, "old@example.org"), 4);
            // On the same key, behind the old one.
            organization.send(new TeamMemberAdded(organization.lead, organization.lead, "MEMBER", Instant.now()), 6);

            Eventually.check(() -> assertThat(Database.rows(
                            "SELECT 1 FROM notification.team_member WHERE tenant_id = ? AND team_id = ?",
                            organization.id,
                            organization.lead))
                    .hasSize(1));
            assertThat(row(organization)).isEqualTo(List.of("new@example.org", 5L));
        }
    }

    @Test
    void the_lead_of_a_team_is_known_as_such() {
        try (Organization organization = Organization.founded()) {
            organization.send(new TeamMemberAdded(organization.team, organization.agent, "LEAD", Instant.now()), 4);

            Eventually.check(() -> assertThat(Database.rows(
                            "SELECT user_id FROM notification.team_member WHERE tenant_id = ? AND is_lead",
                            organization.id))
                    .containsExactlyInAnyOrder(List.of(organization.lead), List.of(organization.agent)));
        }
    }

    @Test
    void a_lead_who_leaves_the_team_leads_no_more() {
        try (Organization organization = Organization.founded()) {
            organization.send(new TeamMemberAdded(organization.team, organization.agent, "LEAD", Instant.now()), 4);
            organization.send(new TeamMemberRemoved(organization.team, organization.agent, Instant.now()), 5);
            // Too late.
            organization.send(new TeamMemberAdded(organization.team, organization.agent, "LEAD", Instant.now()), 4);

            Eventually.check(() -> assertThat(Database.rows(
                            "SELECT is_lead, version FROM notification.team_member WHERE tenant_id = ? AND user_id = ?",
                            organization.id,
                            organization.agent))
                    .containsExactly(List.of(false, 5L)));
        }
    }

    private static MemberSaved member(Organization organization, String email) {
        return new MemberSaved(
                organization.lead, organization.id, "lead", "Lead", email, "en", List.of("lead"), true, Instant.now());
    }

    private static List<Object> row(Organization organization) {
        return Database.rows(
                        "SELECT email, version FROM notification.person WHERE tenant_id = ? AND id = ?",
                        organization.id,
                        organization.lead)
                .getFirst();
    }
}
