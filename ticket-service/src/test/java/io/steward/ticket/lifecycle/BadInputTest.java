package io.steward.ticket.lifecycle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.steward.testkit.Database;
import io.steward.testkit.StewardServers;
import io.steward.testkit.TestTokens;
import io.steward.ticket.TicketApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Whatever is sent, the answer is a problem document with a stable code, and nothing is stored. */
@QuarkusTest
@WithTestResource(StewardServers.class)
class BadInputTest {
    private final TicketApi api = new TicketApi();

    @Test
    void malformed_json() {
        post("{\"title\": ").statusCode(400).body("code", equalTo("malformed-json"));
        post("").statusCode(400);
        post("[]").statusCode(400);
        post("null").statusCode(400);
        post("{} {}").statusCode(400);
        post("{\"title\":\"a\",\"title\":\"b\"}").statusCode(400);
    }

    @Test
    void an_unknown_property_is_named() {
        post("{\"type\":\"incident\",\"title\":\"x\",\"priority\":\"P1\",\"isAdmin\":true}")
                .statusCode(400)
                .body("code", equalTo("unknown-property"))
                .body("field", equalTo("isAdmin"));
    }

    @Test
    void a_wrong_type_is_named() {
        post("{\"type\":\"incident\",\"title\":{},\"priority\":\"P1\"}")
                .statusCode(400)
                .body("field", equalTo("title"));
        post("{\"type\":\"incident\",\"title\":5,\"priority\":\"P1\"}")
                .statusCode(400)
                .body("field", equalTo("title"));
        post("{\"type\":\"incident\",\"title\":\"x\",\"priority\":\"P9\"}")
                .statusCode(400)
                .body("code", equalTo("invalid-value"))
                .body("allowed", hasItem("P1"));
        post("{\"type\":\"incident\",\"title\":\"x\",\"priority\":0}")
                .statusCode(400)
                .body("field", equalTo("priority"));
        post("{\"type\":\"wish\",\"title\":\"x\",\"priority\":\"P1\"}")
                .statusCode(400)
                .body("code", equalTo("invalid-value"));
        post("{\"type\":\"incident\",\"title\":\"x\",\"priority\":\"P1\",\"teamId\":\"seven\"}")
                .statusCode(400)
                .body("field", equalTo("teamId"));
    }

    @Test
    void what_is_missing_or_too_long_is_named() {
        post("{}")
                .statusCode(400)
                .body("code", equalTo("validation-failed"))
                .body("errors.field", hasItem("title"))
                .body("errors.field", hasItem("priority"));
        post("{\"type\":\"incident\",\"title\":\"" + "x".repeat(256) + "\",\"priority\":\"P1\"}")
                .statusCode(400)
                .body("errors.field", hasItem("title"));
        post("{\"type\":\"incident\",\"title\":\"  \",\"priority\":\"P1\"}").statusCode(400);
    }

    @Test
    void a_body_of_ten_megabytes_is_refused_before_it_is_sent() throws Exception {
        String body = "{\"type\":\"incident\",\"title\":\"" + "x".repeat(10_000_000) + "\",\"priority\":\"P1\"}";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "/api/v1/tickets"))
                .header("Authorization", "Bearer " + TestTokens.of(api.requester, api.organization, "ticket:create"))
                .header("Content-Type", "application/json")
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void a_character_that_the_database_cannot_store_is_no_server_error() {
        post("{\"type\":\"incident\",\"title\":\"a\\u0000b\",\"priority\":\"P1\"}")
                .statusCode(400)
                .body("code", equalTo("invalid-value"));
    }

    @Test
    void no_token_a_broken_one_and_one_without_the_permission() {
        given().get("/api/v1/tickets")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("code", equalTo("token-missing"));
        given().header("Authorization", "Bearer x.y.z")
                .get("/api/v1/tickets")
                .then()
                .statusCode(401)
                .body("code", equalTo("token-invalid"));
        api.as(api.agent, "article:read")
                .get("/api/v1/tickets")
                .then()
                .statusCode(403)
                .body("code", equalTo("forbidden"));
    }

    @Test
    void odd_requests() {
        api.asAgent().get("/api/v1/tickets/not-a-uuid").then().statusCode(404).contentType("application/problem+json");
        api.asAgent().get("/api/v1/nothing").then().statusCode(404).contentType("application/problem+json");
        api.asAgent().delete("/api/v1/tickets").then().statusCode(405).contentType("application/problem+json");
        api.asAgent()
                .contentType(ContentType.TEXT)
                .body("hello")
                .post("/api/v1/tickets")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
        api.asAgent().get("/api/v1/tickets?limit=0").then().statusCode(400).body("field", equalTo("limit"));
        api.asAgent()
                .get("/api/v1/tickets?assigneeId=me")
                .then()
                .statusCode(400)
                .body("field", equalTo("assigneeId"));
        api.asAgent().get("/api/v1/tickets?limit=many").then().statusCode(400).contentType("application/problem+json");
        api.asAgent().get("/api/v1/tickets?cursor=%%%").then().statusCode(400);
        api.asAgent().get("/api/v1/tickets?cursor=abc").then().statusCode(400).body("code", equalTo("invalid-cursor"));
        api.asAgent()
                .get("/api/v1/tickets?status=SLEEPING")
                .then()
                .statusCode(400)
                .body("allowed", hasItem("NEW"));
        api.asAgent()
                .header("Idempotency-Key", "with space")
                .body(TicketApi.ticket("x"))
                .post("/api/v1/tickets")
                .then()
                .statusCode(400);
        api.asAgent()
                .header("If-Match", "\"1\"")
                .body("[]")
                .patch("/api/v1/tickets/" + api.organization)
                .then()
                .statusCode(400);
        api.asAgent()
                .header("If-Match", "\"1\"")
                .body("{\"status\":\"OPEN\"}")
                .patch("/api/v1/tickets/" + api.organization)
                .then()
                .statusCode(400)
                .body("code", equalTo("unknown-property"));
    }

    @Test
    void a_refused_request_leaves_nothing_behind() {
        post("{\"type\":\"incident\",\"title\":5,\"priority\":\"P1\"}").statusCode(400);
        assertThat(Database.value("SELECT count(*) FROM ticket.tickets WHERE tenant_id = ?", api.organization))
                .isEqualTo(0L);
        assertThat(Database.value("SELECT count(*) FROM ticket.ticket_history WHERE tenant_id = ?", api.organization))
                .isEqualTo(0L);
    }

    private ValidatableResponse post(String body) {
        return api.asRequester().body(body).post("/api/v1/tickets").then().contentType("application/problem+json");
    }
}
