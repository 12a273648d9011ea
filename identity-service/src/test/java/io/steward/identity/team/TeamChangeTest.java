package io.steward.identity.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.events.CloudEventHeaders;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.events.IdentityEvent.TeamUpdated;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class TeamChangeTest {
    private String organization;
    private String token;
    private Person agent;
    private String team;

    @BeforeEach
    void team() {
        organization = People.organization();
        token = People.token(People.person(organization, "manager"));
        agent = People.person(organization, "l1");
        team = made("Network");
        People.with(token)
                .body(Map.of("userId", agent.id(), "role", "MEMBER"))
                .post("/api/v1/teams/{id}/members", team)
                .then()
                .statusCode(201);
    }

    @Test
    void a_team_is_renamed_and_gets_and_loses_a_lead_each_told_in_order() {
        rename(2, "Network and servers")
                .statusCode(200)
                .header("ETag", equalTo("\"3\""))
                .body("name", equalTo("Network and servers"));
        role("LEAD").statusCode(200).body("role", equalTo("LEAD"));
        // Nothing changes, so nothing is told.
        role("LEAD").statusCode(200);
        rename(4, "Network and servers").statusCode(200).header("ETag", equalTo("\"4\""));
        remove().statusCode(204);
        remove().statusCode(404);

        People.with(token).get("/api/v1/teams/{id}/members", team).then().body("items", equalTo(List.of()));
        try (EventProbe probe = EventProbe.on(Topic.IDENTITY)) {
            TeamMemberRemoved removed = probe.await(
                    TeamMemberRemoved.class, told -> told.teamId().toString().equals(team));
            assertThat(removed.userId()).hasToString(agent.id());
            assertThat(probe.await(
                                    TeamUpdated.class,
                                    told -> told.teamId().toString().equals(team))
                            .name())
                    .isEqualTo("Network and servers");
            probe.await(
                    TeamMemberAdded.class,
                    told -> told.teamId().toString().equals(team) && told.role().equals("LEAD"));
            assertThat(probe.all(team, Duration.ofMillis(300)))
                    .extracting(record -> EventProbe.header(record, CloudEventHeaders.SEQUENCE) + " "
                            + EventProbe.header(record, CloudEventHeaders.TYPE))
                    .containsExactly(
                            "1 steward.identity.team_created.v1",
                            "2 steward.identity.team_member_added.v1",
                            "3 steward.identity.team_updated.v1",
                            "4 steward.identity.team_member_added.v1",
                            "5 steward.identity.team_member_removed.v1");
        }
        assertThat(Database.rows(
                        "SELECT action FROM identity.audit_logs WHERE tenant_id = ?::uuid AND resource_id = ? ORDER BY sequence",
                        organization,
                        team))
                .containsExactly(
                        List.of("team.created"),
                        List.of("team.member-added"),
                        List.of("team.renamed"),
                        List.of("team.member-role-changed"),
                        List.of("team.member-removed"));
    }

    @Test
    void what_is_taken_stale_strange_or_not_allowed_is_refused() {
        made("Servers");
        rename(2, "SERVERS").statusCode(409).body("code", equalTo("team-name-taken"));
        rename(2, "NETWORK").statusCode(200);
        rename(2, "Other").statusCode(412);
        rename(3, " ").statusCode(400);
        rename(3, "x".repeat(121)).statusCode(400);
        People.with(token)
                .body(Map.of("name", "Other"))
                .patch("/api/v1/teams/{id}", team)
                .then()
                .statusCode(428);
        role("BOSS").statusCode(400);
        People.with(token)
                .body(Map.of("role", "LEAD"))
                .put("/api/v1/teams/{id}/members/{user}", team, UUID.randomUUID())
                .then()
                .statusCode(404);

        String stranger = People.token(People.person(People.organization(), "admin"));
        People.with(stranger)
                .header("If-Match", "\"3\"")
                .body(Map.of("name", "Mine"))
                .patch("/api/v1/teams/{id}", team)
                .then()
                .statusCode(404);
        People.with(stranger)
                .body(Map.of("role", "LEAD"))
                .put("/api/v1/teams/{id}/members/{user}", team, agent.id())
                .then()
                .statusCode(404);
        People.with(stranger)
                .delete("/api/v1/teams/{id}/members/{user}", team, agent.id())
                .then()
                .statusCode(404);
        String member = People.token(agent);
        People.with(member)
                .delete("/api/v1/teams/{id}/members/{user}", team, agent.id())
                .then()
                .statusCode(403);
        People.with(token).get("/api/v1/teams/{id}/members", team).then().body("items.userId", contains(agent.id()));
    }

    private String made(String name) {
        return People.admin(organization)
                .body(Map.of("name", name))
                .post("/api/v1/teams")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private ValidatableResponse rename(long version, String name) {
        return People.with(token)
                .contentType("application/merge-patch+json")
                .header("If-Match", "\"" + version + "\"")
                .body(Map.of("name", name))
                .patch("/api/v1/teams/{id}", team)
                .then();
    }

    private ValidatableResponse role(String role) {
        return People.with(token)
                .body(Map.of("role", role))
                .put("/api/v1/teams/{id}/members/{user}", team, agent.id())
                .then();
    }

    private ValidatableResponse remove() {
        return People.with(token)
                .delete("/api/v1/teams/{id}/members/{user}", team, agent.id())
                .then();
    }
}
