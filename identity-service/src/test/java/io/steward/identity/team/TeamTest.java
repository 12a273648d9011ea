package io.steward.identity.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.events.CloudEventHeaders;
import io.steward.events.IdentityEvent.TeamMemberAdded;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.EventProbe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class TeamTest {
    private String organization;

    @BeforeEach
    void organization() {
        organization = People.organization();
    }

    @Test
    void a_team_gets_a_lead_and_members_each_told_in_order() {
        Person lead = People.person(organization, "lead");
        Person agent = People.person(organization, "l1");
        String team = team("Network");

        add(team, lead.id(), "lead")
                .statusCode(201)
                .body("role", equalTo("LEAD"))
                .header("Location", containsString(team));
        add(team, agent.id(), "MEMBER").statusCode(201);

        People.with(People.token(agent))
                .get("/api/v1/teams/{id}/members", team)
                .then()
                .statusCode(200)
                .body("items.userId", contains(lead.id(), agent.id()))
                .body("items.role", contains("LEAD", "MEMBER"));
        People.admin(organization)
                .get("/api/v1/teams/{id}", team)
                .then()
                .statusCode(200)
                .body("name", equalTo("Network"))
                .header("ETag", "\"3\"");
        try (EventProbe probe = EventProbe.on(Topic.IDENTITY)) {
            probe.await(
                    TeamMemberAdded.class, added -> added.userId().toString().equals(agent.id()));
            assertThat(probe.all(team, Duration.ofMillis(300)))
                    .extracting(message -> EventProbe.header(message, CloudEventHeaders.TYPE) + " "
                            + EventProbe.header(message, CloudEventHeaders.SEQUENCE) + " "
                            + EventProbe.header(message, CloudEventHeaders.TENANT_ID))
                    .containsExactly(
                            "steward.identity.team_created.v1 1 " + organization,
                            "steward.identity.team_member_added.v1 2 " + organization,
                            "steward.identity.team_member_added.v1 3 " + organization);
        }
    }

    @Test
    void strangers_and_strange_things_are_not_found() {
        String team = team("Desk");
        Person elsewhere = People.person(People.organization(), "manager");
        String stranger = People.token(elsewhere);

        add(team, elsewhere.id(), "lead").statusCode(404).body("code", equalTo("not-found"));
        add(UUID.randomUUID().toString(), elsewhere.id(), "lead").statusCode(404);
        People.with(stranger).get("/api/v1/teams/{id}", team).then().statusCode(404);
        People.with(stranger).get("/api/v1/teams/{id}/members", team).then().statusCode(404);
        People.with(stranger)
                .body(Map.of("userId", elsewhere.id(), "role", "lead"))
                .post("/api/v1/teams/{id}/members", team)
                .then()
                .statusCode(404);
        People.with(stranger).get("/api/v1/teams").then().statusCode(200).body("items", equalTo(List.of()));
    }

    @Test
    void bad_requests_are_refused_with_a_reason() {
        Person agent = People.person(organization, "l1");
        String team = team("Servers");
        add(team, agent.id(), "member").statusCode(201);

        add(team, agent.id(), "lead").statusCode(409).body("code", equalTo("team-member-exists"));
        add(team, agent.id(), "boss").statusCode(400).body("code", equalTo("invalid-value"));
        add(team, "no id", "lead").statusCode(400);
        People.admin(organization)
                .body(Map.of("name", "SERVERS"))
                .post("/api/v1/teams")
                .then()
                .statusCode(409)
                .body("code", equalTo("team-name-taken"));
        People.admin(organization)
                .body(Map.of("name", " "))
                .post("/api/v1/teams")
                .then()
                .statusCode(400);
        People.with(People.token(agent))
                .body(Map.of("name", "Mine"))
                .post("/api/v1/teams")
                .then()
                .statusCode(403)
                .body("code", equalTo("forbidden"));
    }

    private String team(String name) {
        return People.admin(organization)
                .body(Map.of("name", name))
                .post("/api/v1/teams")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private ValidatableResponse add(String team, String userId, String role) {
        return People.admin(organization)
                .body(Map.of("userId", userId, "role", role))
                .post("/api/v1/teams/{id}/members", team)
                .then();
    }
}
