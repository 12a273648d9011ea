package io.steward.sla.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.IdentityEvent.AccountErased;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.events.MemberEvent;
import io.steward.sla.Organization;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class DirectoryConsumerTest {
    private final Organization organization = new Organization();
    private final UUID user = UUID.randomUUID();

    @AfterEach
    void close() {
        organization.close();
    }

    @Test
    void the_newest_state_of_a_member_stays_whatever_the_order_of_arrival() {
        organization.send(saved(false, "manager", "l1"), 5, UUID.randomUUID());
        organization.send(saved(true, "l1"), 4, UUID.randomUUID());
        UUID again = UUID.randomUUID();
        organization.send(saved(true, "admin"), 6, again);
        organization.send(saved(true, "admin"), 6, again);
        organization.send(saved(false, "admin"), 7, UUID.randomUUID());
        organization.send(saved(true, "l1"), 3, UUID.randomUUID());

        Eventually.check(() -> assertThat(handled()).isEqualTo(5L));
        assertThat(Database.rows(
                        "SELECT array_to_string(roles, ','), active, version FROM sla.person WHERE id = ?", user))
                .containsExactly(List.of("admin", false, 7L));
    }

    @Test
    void a_lead_who_becomes_a_member_leads_no_more() {
        UUID team = UUID.randomUUID();
        organization.send(new TeamMemberAdded(team, user, "LEAD", Instant.now()), 2, UUID.randomUUID());
        organization.send(new TeamMemberAdded(team, user, "MEMBER", Instant.now()), 3, UUID.randomUUID());
        organization.send(new TeamMemberAdded(team, user, "LEAD", Instant.now()), 1, UUID.randomUUID());
        UUID last = UUID.randomUUID();
        organization.send(new TeamMemberAdded(team, last, "LEAD", Instant.now()), 4, UUID.randomUUID());

        Eventually.check(() -> assertThat(Database.rows("SELECT 1 FROM sla.team_member WHERE user_id = ?", last))
                .hasSize(1));
        assertThat(Database.rows("SELECT is_lead, version FROM sla.team_member WHERE user_id = ?", user))
                .containsExactly(List.of(false, 3L));
    }

    @Test
    void a_lead_who_leaves_the_team_leads_no_more_until_he_comes_again() {
        UUID team = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        organization.send(new TeamMemberAdded(team, user, "LEAD", Instant.now()), 2, UUID.randomUUID());
        organization.send(new TeamMemberRemoved(team, user, Instant.now()), 3, UUID.randomUUID());
        organization.send(new TeamMemberAdded(team, user, "LEAD", Instant.now()), 1, UUID.randomUUID());
        organization.send(new TeamMemberRemoved(team, other, Instant.now()), 4, UUID.randomUUID());

        Eventually.check(() -> assertThat(Database.rows("SELECT 1 FROM sla.team_member WHERE user_id = ?", other))
                .hasSize(1));
        assertThat(Database.rows("SELECT is_lead, version FROM sla.team_member WHERE user_id = ?", user))
                .containsExactly(List.of(false, 3L));
        organization.send(new TeamMemberAdded(team, user, "LEAD", Instant.now()), 5, UUID.randomUUID());
        Eventually.check(() -> assertThat(Database.value("SELECT is_lead FROM sla.team_member WHERE user_id = ?", user))
                .isEqualTo(true));
    }

    @Test
    void an_erased_account_is_an_id_that_nobody_is_escalated_to_whatever_comes_later() {
        organization.send(saved(true, "manager"), 1, UUID.randomUUID());
        UUID team = UUID.randomUUID();
        organization.lead(team, user);
        Eventually.check(() -> assertThat(handled()).isEqualTo(1L));
        Database.update(
                "INSERT INTO sla.idempotency_keys VALUES (?, ?, 'k', 'x', '{}', now()), (?, gen_random_uuid(), 'k', 'x', '{}', now())",
                organization.id,
                user,
                organization.id);

        organization.send(
                new AccountErased(user, organization.id, "Deleted user 12345678", Instant.now()), 9, UUID.randomUUID());
        Eventually.check(() -> assertThat(Database.rows("SELECT 1 FROM sla.team_member WHERE user_id = ?", user))
                .isEmpty());
        organization.send(saved(true, "admin"), 8, UUID.randomUUID());
        Eventually.check(() -> assertThat(handled()).isEqualTo(2L));

        assertThat(Database.rows("SELECT array_to_string(roles, ','), active FROM sla.person WHERE id = ?", user))
                .containsExactly(List.of("", false));
        assertThat(Database.rows(
                        "SELECT account_id = ? FROM sla.idempotency_keys WHERE tenant_id = ?", user, organization.id))
                .containsExactly(List.of(false));
    }

    private Object handled() {
        return Database.value(
                "SELECT count(*) FROM sla.inbox WHERE aggregate_id = ?", MemberEvent.keyOf(organization.id, user));
    }

    private MemberSaved saved(boolean active, String... roles) {
        return new MemberSaved(
                user, organization.id, "u", "U", "u@example.org", "en", List.of(roles), active, Instant.now());
    }
}
