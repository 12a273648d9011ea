package io.steward.identity.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log over HTTP. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class AuditLogTest {
    private String organization;
    private String reader;

    @BeforeEach
    void organization() {
        organization = People.organization();
        reader = People.token(People.person(organization, "admin"));
    }

    @Test
    void an_administrator_of_the_organization_reads_its_log_newest_first() {
        String team = team("Network");

        list("").statusCode(200)
                .body("nextCursor", nullValue())
                .body(
                        "items.action",
                        contains(
                                "team.created",
                                "login.succeeded",
                                "role.assigned",
                                "account.created",
                                "organization.created"))
                .body("items.sequence", contains(5, 4, 3, 2, 1))
                .body("items[0].resourceType", equalTo("team"))
                .body("items[0].resourceId", equalTo(team))
                .body("items[0].oldValues", nullValue())
                .body("items[0].newValues", equalTo(Map.of("name", "Network")))
                .body("items[0].cause", equalTo("person"))
                .body("items[0].requestId", notNullValue())
                .body("items[0].occurredAt", containsString("T"))
                .body("items[0].hash", matchesPattern("[0-9a-f]{64}"));
    }

    @Test
    void filters_narrow_the_list_each_and_together() {
        String first = team("First");
        team("Second");
        String administrator = Database.value(
                        "SELECT id FROM identity.users WHERE email = ?", IdentityServers.ADMIN_EMAIL)
                .toString();

        list("?action=team.created").body("items", hasSize(2)).body("items.action", everyItem(equalTo("team.created")));
        list("?resourceType=team&resourceId=" + first)
                .body("items", hasSize(1))
                .body("items[0].newValues.name", equalTo("First"));
        list("?actorId=" + administrator)
                .body("items.action", hasItem("organization.created"))
                .body("items.action", not(hasItem("login.succeeded")))
                .body("items.actorId", everyItem(equalTo(administrator)));
        list("?actorId=" + administrator + "&action=login.succeeded").body("items", hasSize(0));
        String at = list("?resourceId=" + first).extract().path("items[0].occurredAt");
        list("?action=team.created&from=" + at).body("items", hasSize(2));
        list("?action=team.created&to=" + at).body("items", hasSize(0));
        list("?to=" + at).body("items.action", hasItem("organization.created"));
        list("?from=2100-01-01T00:00:00%2B02:00").statusCode(200).body("items", hasSize(0));
    }

    @Test
    void the_cursor_leads_through_all_of_it() {
        for (int number = 0; number < 5; number++) {
            team("Team " + number);
        }
        List<String> seen = new ArrayList<>();
        String query = "?action=team.created&limit=2";
        String cursor = "";
        for (int page = 0; page < 3; page++) {
            ValidatableResponse answer = list(query + cursor).statusCode(200);
            seen.addAll(answer.extract().<List<String>>path("items.newValues.name"));
            cursor = "&cursor=" + answer.extract().path("nextCursor");
        }

        assertThat(seen).containsExactly("Team 4", "Team 3", "Team 2", "Team 1", "Team 0");
        assertThat(cursor).isEqualTo("&cursor=null");
    }

    @Test
    void others_read_nothing_of_it() {
        String team = team("Network");
        String elsewhere = People.organization();
        String stranger = People.token(People.person(elsewhere, "admin"));

        People.with(stranger)
                .get("/api/v1/audit-logs?limit=200")
                .then()
                .statusCode(200)
                .body("items.resourceId", not(hasItem(organization)));
        People.with(stranger)
                .get("/api/v1/audit-logs?resourceId=" + team)
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
        People.with(stranger)
                .header("X-Organization-Id", organization)
                .get("/api/v1/audit-logs")
                .then()
                .statusCode(403)
                .body("code", equalTo("organization-forbidden"));
        Person manager = People.person(organization, "manager");
        People.with(People.token(manager))
                .get("/api/v1/audit-logs")
                .then()
                .statusCode(403)
                .body("code", equalTo("forbidden"));
        People.anonymous().get("/api/v1/audit-logs").then().statusCode(401);
    }

    @Test
    void the_installation_s_administrator_reads_its_own_log_and_any_organization_s() {
        String email = "nobody-" + UUID.randomUUID() + "@steward.test";
        People.login(email, "wrong password").statusCode(401);

        People.with(People.adminToken())
                .get("/api/v1/audit-logs?action=login.failed&limit=1")
                .then()
                .statusCode(200)
                .body("items[0].newValues.reason", equalTo("no-account"));
        People.admin(organization)
                .get("/api/v1/audit-logs")
                .then()
                .statusCode(200)
                .body("items.resourceId", hasItem(organization));
    }

    @ParameterizedTest
    @CsvSource({
        "?actorId=me, invalid-value, actorId",
        "?from=yesterday, invalid-value, from",
        "?to=2026-02-30T00:00:00Z, invalid-value, to",
        "?action=%00, invalid-value, action",
        "?resourceType=a%20b, invalid-value, resourceType",
        "?resourceId=%C3%A4, invalid-value, resourceId",
        "?limit=0, invalid-value, limit",
        "?limit=201, invalid-value, limit",
        "?cursor=x, invalid-cursor, cursor"
    })
    void bad_parameters_are_refused_by_name(String query, String code, String field) {
        list(query).statusCode(400).body("code", equalTo(code)).body("field", equalTo(field));
        list("?resourceId=" + "x".repeat(201)).statusCode(400);
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

    private ValidatableResponse list(String query) {
        return People.with(reader)
                .urlEncodingEnabled(false)
                .get("/api/v1/audit-logs" + query)
                .then();
    }
}
