package io.steward.identity.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.events.CloudEventHeaders;
import io.steward.events.IdentityEvent.OrganizationUpdated;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class OrganizationChangeTest {
    private String organization;
    private String token;

    @BeforeEach
    void administrator() {
        organization = People.organization();
        token = People.token(People.person(organization, "admin"));
    }

    @Test
    void its_administrator_changes_an_organization_and_others_are_told() {
        change(
                        1,
                        Map.of(
                                "name",
                                " Renamed ",
                                "description",
                                "What we do",
                                "settings",
                                Map.of("a", 1, "b", Map.of("c", true))))
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("name", equalTo("Renamed"))
                .body("description", equalTo("What we do"))
                .body("settings.b.c", equalTo(true));
        Map<String, Object> patch = new HashMap<>();
        patch.put("description", null);
        Map<String, Object> settings = new HashMap<>();
        settings.put("a", null);
        settings.put("b", Map.of("d", "x"));
        patch.put("settings", settings);
        change(2, patch)
                .statusCode(200)
                .body("description", nullValue())
                .body("settings", equalTo(Map.of("b", Map.of("c", true, "d", "x"))));
        // Nothing changes, so nothing is told.
        change(3, Map.of("name", "Renamed")).statusCode(200).header("ETag", equalTo("\"3\""));

        People.with(token)
                .get("/api/v1/organizations/{id}", organization)
                .then()
                .statusCode(200)
                .header("ETag", equalTo("\"3\""))
                .body("settings.b.d", equalTo("x"));
        People.with(token).get("/api/v1/organizations").then().body("items[0].name", equalTo("Renamed"));
        try (EventProbe probe = EventProbe.on(Topic.IDENTITY)) {
            var told = probe.await(record -> organization.equals(record.key())
                    && "3".equals(EventProbe.header(record, CloudEventHeaders.SEQUENCE)));
            assertThat(EventProbe.read(told, OrganizationUpdated.class).name()).isEqualTo("Renamed");
            assertThat(EventProbe.header(told, CloudEventHeaders.TENANT_ID)).isEqualTo(organization);
        }
        assertThat(Database.rows(
                        "SELECT 1 FROM identity.audit_logs WHERE tenant_id = ?::uuid AND action = 'organization.changed'",
                        organization))
                .hasSize(2);
    }

    @Test
    void the_default_team_is_one_of_the_organizations_and_is_told() {
        String team = People.with(token)
                .body(Map.of("name", "Service desk"))
                .post("/api/v1/teams")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        change(1, Map.of("defaultTeamId", UUID.randomUUID()))
                .statusCode(422)
                .body("code", equalTo("unknown-reference"))
                .body("field", equalTo("defaultTeamId"));

        change(1, Map.of("defaultTeamId", team)).statusCode(200).body("defaultTeamId", equalTo(team));
        change(2, Map.of("name", "Renamed")).statusCode(200).body("defaultTeamId", equalTo(team));
        change(3, Collections.singletonMap("defaultTeamId", null))
                .statusCode(200)
                .body("defaultTeamId", nullValue());

        try (EventProbe probe = EventProbe.on(Topic.IDENTITY)) {
            assertThat(defaultTeamTold(probe, 2)).hasToString(team);
            assertThat(defaultTeamTold(probe, 3)).hasToString(team);
            assertThat(defaultTeamTold(probe, 4)).isNull();
        }
    }

    private UUID defaultTeamTold(EventProbe probe, int version) {
        var told = probe.await(record -> organization.equals(record.key())
                && String.valueOf(version).equals(EventProbe.header(record, CloudEventHeaders.SEQUENCE)));
        return EventProbe.read(told, OrganizationUpdated.class).defaultTeamId();
    }

    @Test
    void what_is_stale_strange_too_large_or_not_allowed_is_refused() {
        change(7, Map.of("name", "X")).statusCode(412);
        People.with(token)
                .body(Map.of("name", "X"))
                .patch("/api/v1/organizations/{id}", organization)
                .then()
                .statusCode(428);
        for (Map<String, ?> body : List.<Map<String, ?>>of(
                Map.of("name", " "),
                Map.of("name", "x".repeat(121)),
                Map.of("description", "x".repeat(2001)),
                Map.of("settings", List.of(1)),
                Map.of("settings", Map.of("a", "x\0y")),
                Map.of("slug", "other"))) {
            change(1, body).statusCode(400);
        }
        change(1, Map.of("settings", Map.of("a", "x".repeat(17_000))))
                .statusCode(422)
                .body("code", equalTo("settings-too-large"));

        String other = People.organization();
        People.with(token)
                .header("If-Match", "\"1\"")
                .body(Map.of("name", "Mine"))
                .patch("/api/v1/organizations/{id}", other)
                .then()
                .statusCode(404);
        People.with(People.token(People.person(organization, "manager")))
                .header("If-Match", "\"1\"")
                .body(Map.of("name", "Mine"))
                .patch("/api/v1/organizations/{id}", organization)
                .then()
                .statusCode(403)
                .body("code", equalTo("forbidden"));
        People.with(People.adminToken())
                .header("If-Match", "\"1\"")
                .body(Map.of("name", "By the installation"))
                .patch("/api/v1/organizations/{id}", organization)
                .then()
                .statusCode(200);
    }

    private ValidatableResponse change(long version, Map<String, ?> body) {
        return People.with(token)
                .contentType("application/merge-patch+json")
                .header("If-Match", "\"" + version + "\"")
                .body(body)
                .patch("/api/v1/organizations/{id}", organization)
                .then();
    }
}
