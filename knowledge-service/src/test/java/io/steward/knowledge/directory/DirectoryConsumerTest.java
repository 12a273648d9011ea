package io.steward.knowledge.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.IdentityEvent.AccountErased;
import io.steward.events.IdentityEvent.TeamCreated;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.events.Topic;
import io.steward.knowledge.KnowledgeClient;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class DirectoryConsumerTest {
    private final UUID organization = UUID.randomUUID();

    @Test
    void a_team_and_its_members_are_known_once_however_often_and_in_what_order_they_are_told() {
        UUID team = UUID.randomUUID();
        UUID member = UUID.randomUUID();
        UUID twice = UUID.randomUUID();
        try (EventProbe probe = EventProbe.on(Topic.IDENTITY)) {
            TeamMemberAdded added = new TeamMemberAdded(team, member, "MEMBER", Instant.now());
            probe.send(added, organization, 2, twice);
            probe.send(added, organization, 2, twice);
            probe.send(new TeamMemberAdded(team, member, "LEAD", Instant.now()), organization, 3);
            probe.send(new TeamCreated(team, "Network", Instant.now()), organization, 1);
            probe.send(new TeamCreated(team, "Network", Instant.now()), organization, 4);
        }

        Eventually.check(
                () -> assertThat(Database.value("SELECT count(*) FROM knowledge.inbox WHERE aggregate_id = ?", team))
                        .isEqualTo(4L));
        assertThat(Database.rows("SELECT tenant_id, user_id FROM knowledge.team_member WHERE team_id = ?", team))
                .containsExactly(List.of(organization, member));
        assertThat(Database.rows("SELECT tenant_id FROM knowledge.team WHERE id = ?", team))
                .containsExactly(List.of(organization));
    }

    @Test
    void who_leaves_a_team_is_in_it_no_more_until_he_comes_again() {
        UUID team = UUID.randomUUID();
        UUID member = UUID.randomUUID();
        UUID stays = UUID.randomUUID();
        try (EventProbe probe = EventProbe.on(Topic.IDENTITY)) {
            probe.send(new TeamMemberAdded(team, member, "LEAD", Instant.now()), organization, 2);
            probe.send(new TeamMemberAdded(team, stays, "MEMBER", Instant.now()), organization, 3);
            probe.send(new TeamMemberRemoved(team, member, Instant.now()), organization, 4);

            Eventually.check(() -> assertThat(
                            Database.value("SELECT count(*) FROM knowledge.inbox WHERE aggregate_id = ?", team))
                    .isEqualTo(3L));
            assertThat(Database.rows("SELECT user_id FROM knowledge.team_member WHERE team_id = ?", team))
                    .containsExactly(List.of(stays));
            probe.send(new TeamMemberAdded(team, member, "MEMBER", Instant.now()), organization, 5);
            Eventually.check(
                    () -> assertThat(Database.rows("SELECT 1 FROM knowledge.team_member WHERE team_id = ?", team))
                            .hasSize(2));
        }
    }

    @Test
    void an_erased_account_is_in_no_team_and_its_answers_are_gone() {
        UUID team = UUID.randomUUID();
        UUID member = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        try (EventProbe probe = EventProbe.on(Topic.IDENTITY)) {
            probe.send(new TeamMemberAdded(team, member, "MEMBER", Instant.now()), organization, 1);
            probe.send(new TeamMemberAdded(team, other, "MEMBER", Instant.now()), organization, 2);
            Eventually.check(() -> assertThat(members(team)).hasSize(2));
            Database.update(
                    "INSERT INTO knowledge.idempotency_keys VALUES (?, ?, 'k', 'x', '{}', now())",
                    organization,
                    member);
            probe.send(
                    new AccountErased(member, organization, "Deleted user 12345678", Instant.now()), organization, 1);
        }

        Eventually.check(() -> assertThat(members(team)).containsExactly(List.of(other)));
        assertThat(Database.rows("SELECT 1 FROM knowledge.idempotency_keys WHERE account_id = ?", member))
                .isEmpty();
    }

    private static List<List<Object>> members(UUID team) {
        return Database.rows("SELECT user_id FROM knowledge.team_member WHERE team_id = ?", team);
    }

    @Test
    void a_team_that_was_just_made_is_waited_for() {
        UUID team = UUID.randomUUID();
        try (EventProbe probe = EventProbe.on(Topic.IDENTITY)) {
            probe.send(new TeamCreated(team, "New", Instant.now()), organization, 1);
        }

        KnowledgeClient.of(organization, KnowledgeClient.LEAD).draft("For the team", "Text", "team", team);
    }
}
