package io.steward.notification.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.IdentityEvent.AccountErased;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.events.MemberEvent;
import io.steward.notification.MailPort;
import io.steward.notification.Organization;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
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

            Eventually.check(() -> assertThat(Database.value(
                            "SELECT count(*) FROM notification.inbox WHERE aggregate_id = ?",
                            MemberEvent.keyOf(organization.id, organization.lead)))
                    .isEqualTo(3L));
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

    @Test
    void what_an_erased_account_was_told_and_its_address_are_deleted_and_nothing_comes_back() {
        try (Organization organization = Organization.founded()) {
            UUID ticket = UUID.randomUUID();
            organization.send(organization.created(ticket, "VPN is down"), 1);
            organization.send(organization.assigned(ticket, "VPN is down"), 2);
            Eventually.check(() -> assertThat(count("notifications", "user_id", organization.agent))
                    .isEqualTo(1L));
            Eventually.check(() -> assertThat(count("notifications", "user_id", organization.lead))
                    .isEqualTo(1L));
            failedLetter(organization, organization.agent);
            failedLetter(organization, organization.lead);

            organization.send(erased(organization, organization.agent), 9);
            // One that was under way, and two that came too late.
            organization.join(organization.agent, true, 8);
            organization.send(organization.assigned(ticket, "VPN is down again"), 3);
            organization.send(organization.escalated(ticket, organization.agent, organization.lead), 1);

            Eventually.check(() -> assertThat(count("notifications", "user_id", organization.lead))
                    .isEqualTo(2L));
            Eventually.check(() -> assertThat(Database.rows(
                            "SELECT email, active FROM notification.person WHERE id = ? AND version > 8",
                            organization.agent))
                    .containsExactly(Arrays.asList(null, false)));
            Eventually.check(() -> assertThat(Database.value(
                            "SELECT count(*) FROM notification.inbox WHERE aggregate_id = ?",
                            MemberEvent.keyOf(organization.id, organization.agent)))
                    .isEqualTo(2L));
            assertThat(count("notifications", "user_id", organization.agent)).isZero();
            // In the feed and by mail, the lead's two.
            assertThat(deliveries(organization)).isEqualTo(4L);
            assertThat(count("team_member", "user_id", organization.agent)).isZero();
            assertThat(count("dead_letters", "record_key", organization.agent.toString()))
                    .isZero();
            assertThat(count("dead_letters", "record_key", organization.lead.toString()))
                    .isEqualTo(1L);
            assertThat(Database.rows(
                            "SELECT email FROM notification.person WHERE tenant_id = ? AND id = ?",
                            organization.id,
                            organization.agent))
                    .containsExactly(Arrays.asList((Object) null));
        }
    }

    /** A notification that is stored while the account is erased: whoever comes second finds the feed closed, or deletes it. */
    @Test
    void nothing_is_stored_in_a_closed_feed() throws SQLException {
        try (Organization organization = Organization.founded();
                Connection eraser = Database.superuser()) {
            UUID ticket = UUID.randomUUID();
            organization.send(organization.created(ticket, "VPN is down"), 1);
            Eventually.check(() -> assertThat(count("notifications", "user_id", organization.lead))
                    .isEqualTo(1L));
            eraser.setAutoCommit(false);
            eraser.createStatement()
                    .execute("INSERT INTO notification.feed_position VALUES ('" + organization.id + "', '"
                            + organization.agent + "', 0, true)");

            UUID assigned = organization.send(organization.assigned(ticket, "VPN is down"), 2);
            Eventually.check(() -> assertThat(
                            Database.value(
                                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'WITH told AS%'"))
                    .isEqualTo(1L));
            eraser.commit();

            Eventually.check(
                    () -> assertThat(count("inbox", "event_id", assigned)).isEqualTo(1L));
            assertThat(count("notifications", "user_id", organization.agent)).isZero();
        }
    }

    private static AccountErased erased(Organization organization, UUID person) {
        return new AccountErased(person, organization.id, "Deleted user 12345678", Instant.now());
    }

    private static void failedLetter(Organization organization, UUID person) {
        Database.update(
                "INSERT INTO notification.dead_letters VALUES (gen_random_uuid(), 'other', 't', 0, 0, ?, gen_random_uuid(), 'x', ?, "
                        + "'{}', 'somebody@example.org', 'DISCARDED', NULL, now(), now())",
                person.toString(),
                organization.id);
    }

    private static long deliveries(Organization organization) {
        return (Long)
                Database.value("SELECT count(*) FROM notification.deliveries WHERE tenant_id = ?", organization.id);
    }

    private static long count(String table, String column, Object value) {
        return (Long) Database.value("SELECT count(*) FROM notification." + table + " WHERE " + column + " = ?", value);
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
