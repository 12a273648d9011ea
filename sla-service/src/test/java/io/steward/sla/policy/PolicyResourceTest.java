package io.steward.sla.policy;

import static io.steward.sla.Organization.level;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.steward.events.IdentityEvent.OrganizationCreated;
import io.steward.sla.Organization;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies as clients write and read them. */
@QuarkusTest
@WithTestResource(StewardServers.class)
class PolicyResourceTest {
    private static final String LADDER = "[{\"level\":1,\"target\":\"team_lead\",\"afterMinutes\":0}]";

    private final Organization organization = new Organization();

    @AfterEach
    void close() {
        organization.close();
    }

    @Test
    void a_policy_is_kept_as_it_was_given() {
        String id = organization
                .policy("P1", "PT5S", "PT1M", level(2, "manager", 30), level(1, "team_lead", 0))
                .statusCode(201)
                .body("version", equalTo(1))
                .body("responseTarget", equalTo("PT5S"))
                .body("warningThresholds", contains(50, 75, 90))
                .extract()
                .path("id");

        organization
                .as("sla:read")
                .get("/api/v1/sla/policies")
                .then()
                .statusCode(200)
                .body("items", hasSize(1))
                .body("items[0].id", equalTo(id))
                .body("items[0].resolutionTarget", equalTo("PT1M"))
                .body("items[0].escalationLevels.target", contains("team_lead", "manager"))
                .body("items[0].escalationLevels.afterMinutes", contains(0, 30));
        organization.as("sla:read").get("/api/v1/sla/policies/{id}", id).then().statusCode(200);
        assertThat(Database.value(
                        "SELECT escalation_levels->0->>'target' FROM sla.sla_policies WHERE id = ?",
                        UUID.fromString(id)))
                .isEqualTo("team_lead");
    }

    @Test
    void a_new_policy_supersedes_the_one_of_its_priority_alone() {
        organization.policy("P1", "PT1H", "PT4H").statusCode(201);
        organization.policy("P2", "PT2H", "PT8H").statusCode(201).body("version", equalTo(1));
        organization.policy("P1", "PT2H", "PT4H").statusCode(201).body("version", equalTo(2));

        assertThat(Database.rows(
                        "SELECT priority, version, is_active, superseded_at IS NULL FROM sla.sla_policies WHERE tenant_id = ? ORDER BY 1, 2",
                        organization.id))
                .containsExactly(
                        List.of("P1", 1, false, false), List.of("P1", 2, true, true), List.of("P2", 1, true, true));
    }

    @Test
    void policies_that_come_at_once_get_a_version_each() {
        List<Thread> clients = IntStream.range(0, 6)
                .mapToObj(number -> Thread.ofVirtual()
                        .start(() -> organization.policy("P1", "PT1H", "PT4H").statusCode(201)))
                .toList();
        Eventually.check(() -> assertThat(clients).noneMatch(Thread::isAlive));

        assertThat(Database.rows(
                        "SELECT version, is_active FROM sla.sla_policies WHERE tenant_id = ? ORDER BY 1",
                        organization.id))
                .containsExactly(
                        List.of(1, false),
                        List.of(2, false),
                        List.of(3, false),
                        List.of(4, false),
                        List.of(5, false),
                        List.of(6, true));
    }

    @Test
    void a_new_organization_has_the_defaults_and_keeps_what_it_had() {
        organization.policy("P1", "PT5S", "PT1M").statusCode(201);
        organization.send(new OrganizationCreated(organization.id, "Acme", "acme", Instant.now()));

        Eventually.check(() -> assertThat(Database.rows(
                        "SELECT priority, response_time_ms / 3600000, resolution_time_ms / 3600000 FROM sla.sla_policies WHERE tenant_id = ? AND is_default ORDER BY 1",
                        organization.id))
                .containsExactly(List.of("P2", 4L, 8L), List.of("P3", 8L, 24L), List.of("P4", 24L, 72L)));
    }

    @Test
    void a_repeated_key_gets_the_first_answer() {
        String body = body("\"P1\"", "\"PT1H\"", "\"PT2H\"", LADDER, "");
        String first = post("key-1", body, 201);
        String second = post("key-1", body, 201);

        assertThat(second).isEqualTo(first);
        assertThat(Database.value("SELECT count(*) FROM sla.sla_policies WHERE tenant_id = ?", organization.id))
                .isEqualTo(1L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "P9"  | "PT1H"     | "PT2H"  | []                                                         |        | 400 | invalid-value
                    null  | "PT1H"     | "PT2H"  | []                                                         |        | 400 | validation-failed
                    "P1"  | "5 hours"  | "PT2H"  | []                                                         |        | 400 | invalid-value
                    "P1"  | 3600       | "PT2H"  | []                                                         |        | 400 | invalid-value
                    "P1"  | null       | "PT2H"  | []                                                         |        | 400 | validation-failed
                    "P1"  | "PT0S"     | "PT2H"  | []                                                         |        | 422 | target-out-of-range
                    "P1"  | "PT-5S"    | "PT2H"  | []                                                         |        | 422 | target-out-of-range
                    "P1"  | "PT1H"     | "P9999D"| []                                                         |        | 422 | target-out-of-range
                    "P1"  | "PT2H"     | "PT1H"  | []                                                         |        | 422 | resolution-before-response
                    "P1"  | "PT1H"     | "PT2H"  | null                                                       |        | 400 | validation-failed
                    "P1"  | "PT1H"     | "PT2H"  | [null]                                                     |        | 400 | validation-failed
                    "P1"  | "PT1H"     | "PT2H"  | [{"level":6,"target":"admin","afterMinutes":0}]            |        | 400 | validation-failed
                    "P1"  | "PT1H"     | "PT2H"  | [{"level":0,"target":"admin","afterMinutes":0}]            |        | 400 | validation-failed
                    "P1"  | "PT1H"     | "PT2H"  | [{"level":1,"target":"admin","afterMinutes":-1}]           |        | 400 | validation-failed
                    "P1"  | "PT1H"     | "PT2H"  | [{"level":1,"target":"boss","afterMinutes":0}]             |        | 422 | unknown-target
                    "P1"  | "PT1H"     | "PT2H"  | [{"level":1,"target":"1-1-1-1-1","afterMinutes":0}]        |        | 422 | unknown-target
                    "P1"  | "PT1H"     | "PT2H"  | [{"level":1,"target":"00000000-0000-7000-8000-000000000001","afterMinutes":0}] | | 422 | unknown-reference
                    "P1"  | "PT1H"     | "PT2H"  | [{"level":1,"target":"admin","afterMinutes":0},{"level":1,"target":"admin","afterMinutes":9}] | | 422 | duplicate-level
                    "P1"  | "PT1H"     | "PT2H"  | []                                                         | ,"warningThresholds":[0]     | 400 | validation-failed
                    "P1"  | "PT1H"     | "PT2H"  | []                                                         | ,"warningThresholds":[50,50] | 422 | duplicate-threshold
                    "P1"  | "PT1H"     | "PT2H"  | []                                                         | ,"colour":"red"              | 400 | unknown-property
                    """)
    void what_makes_no_policy_is_refused(
            String priority, String response, String resolution, String levels, String more, int status, String code) {
        organization
                .as("sla:manage")
                .contentType(ContentType.JSON)
                .body(body(priority, response, resolution, levels, more == null ? "" : more))
                .post("/api/v1/sla/policies")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code));
        assertThat(Database.value("SELECT count(*) FROM sla.sla_policies WHERE tenant_id = ?", organization.id))
                .isEqualTo(0L);
    }

    @Test
    void lists_go_on_by_cursor_and_show_nothing_to_strangers() {
        String first = organization.policy("P1", "PT1H", "PT4H").extract().path("id");
        organization.policy("P2", "PT1H", "PT4H");
        String cursor = organization
                .as("sla:read")
                .queryParam("limit", 1)
                .get("/api/v1/sla/policies")
                .then()
                .body("items.priority", contains("P2"))
                .extract()
                .path("nextCursor");
        organization
                .as("sla:read")
                .queryParam("limit", 1)
                .queryParam("cursor", cursor)
                .get("/api/v1/sla/policies")
                .then()
                .body("items.priority", contains("P1"))
                .body("nextCursor", nullValue());
        try (Organization stranger = new Organization()) {
            stranger.as("sla:read")
                    .get("/api/v1/sla/policies")
                    .then()
                    .statusCode(200)
                    .body("items", hasSize(0));
            stranger.as("sla:read")
                    .get("/api/v1/sla/policies/{id}", first)
                    .then()
                    .statusCode(404);
        }
        organization.as("sla:read").post("/api/v1/sla/policies").then().statusCode(403);
    }

    private String post(String key, String body, int status) {
        return organization
                .as("sla:manage")
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(body)
                .post("/api/v1/sla/policies")
                .then()
                .statusCode(status)
                .extract()
                .path("id");
    }

    private static String body(String priority, String response, String resolution, String levels, String more) {
        return "{\"name\":\"Gold\",\"priority\":%s,\"responseTarget\":%s,\"resolutionTarget\":%s,\"escalationLevels\":%s%s}"
                .formatted(priority, response, resolution, levels, more);
    }
}
