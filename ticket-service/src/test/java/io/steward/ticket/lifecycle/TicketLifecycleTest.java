package io.steward.ticket.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.CloudEventHeaders;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.TicketEvent.TicketCreated;
import io.steward.events.TicketEvent.TicketPriorityChanged;
import io.steward.events.Topic;
import io.steward.testkit.EventProbe;
import io.steward.testkit.StewardServers;
import io.steward.ticket.TicketApi;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class TicketLifecycleTest {
    private final TicketApi api = new TicketApi();

    @Test
    void a_ticket_is_opened_with_a_number_a_version_and_an_event() {
        String id = api.open("VPN is down");

        api.asAgent()
                .get("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("number", matchesPattern("INC-\\d{6}"))
                .body("status", equalTo("NEW"))
                .body("type", equalTo("incident"))
                .body("requesterId", equalTo(api.requester.toString()))
                .body("assigneeId", nullValue());
        try (EventProbe probe = EventProbe.on(Topic.TICKET)) {
            TicketCreated created = probe.await(
                    TicketCreated.class, event -> event.ticketId().toString().equals(id));
            assertThat(created.priority()).isEqualTo("P1");
            var message = probe.await(record -> id.equals(record.key()));
            assertThat(EventProbe.header(message, CloudEventHeaders.SEQUENCE)).isEqualTo("1");
            assertThat(EventProbe.header(message, CloudEventHeaders.TENANT_ID)).isEqualTo(api.organization.toString());
            assertThat(EventProbe.header(message, CloudEventHeaders.SOURCE)).isEqualTo("/steward/ticket");
        }
    }

    @Test
    void the_request_id_goes_with_the_answer_and_with_the_event() {
        String id = api.asRequester()
                .header("X-Request-Id", "desk-7")
                .body(TicketApi.ticket("Slow"))
                .post("/api/v1/tickets")
                .then()
                .statusCode(201)
                .header("X-Request-Id", "desk-7")
                .header("Location", containsString("/api/v1/tickets/"))
                .extract()
                .path("id");
        try (EventProbe probe = EventProbe.on(Topic.TICKET)) {
            var message = probe.await(record -> id.equals(record.key()));
            assertThat(EventProbe.header(message, CloudEventHeaders.CORRELATION_ID))
                    .isEqualTo("desk-7");
        }
    }

    @Test
    void a_move_raises_the_version_and_a_forbidden_one_lists_the_allowed() {
        String id = api.open("Printer on fire");

        api.move(api.asAgent(), id, 1, "OPEN")
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("status", equalTo("OPEN"));
        api.move(api.asAgent(), id, 2, "CLOSED")
                .statusCode(409)
                .contentType("application/problem+json")
                .body("code", equalTo("transition-not-allowed"))
                .body("allowed", contains("IN_PROGRESS", "PENDING_INFO", "ESCALATED", "RESOLVED"))
                .body("traceId", notNullValue());
        api.asAgent()
                .get("/api/v1/tickets/{id}/transitions", id)
                .then()
                .statusCode(200)
                .body("items.to", contains("IN_PROGRESS", "PENDING_INFO", "ESCALATED", "RESOLVED"));
    }

    @Test
    void a_requester_reopens_but_does_not_work_on_tickets() {
        String id = api.open("Mouse");
        api.move(api.asRequester(), id, 1, "OPEN").statusCode(403).body("code", equalTo("forbidden"));
        api.move(api.asAgent(), id, 1, "RESOLVED").statusCode(200);
        api.asRequester().get("/api/v1/tickets/{id}/transitions", id).then().body("items.to", contains("REOPENED"));
        api.move(api.asRequester(), id, 2, "REOPENED").statusCode(200).body("status", equalTo("REOPENED"));
    }

    @Test
    void an_edit_needs_the_version_that_the_client_saw() {
        String id = api.open("Stale");
        Map<String, Object> patch = Map.of("title", "Staler");

        api.asAgent()
                .body(patch)
                .patch("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(428)
                .body("code", equalTo("precondition-required"));
        api.asAgent()
                .header("If-Match", "\"1\"")
                .body(patch)
                .patch("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("title", equalTo("Staler"));
        api.asAgent()
                .header("If-Match", "\"1\"")
                .body(patch)
                .patch("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(412)
                .body("code", equalTo("precondition-failed"));
        api.asAgent()
                .header("If-Match", "nonsense")
                .body(patch)
                .patch("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(412);
        api.move(api.asAgent(), id, 1, "OPEN").statusCode(412);
    }

    @Test
    void an_edit_of_several_fields_tells_one_event_each_in_order() {
        UUID member = UUID.randomUUID();
        try (EventProbe probe = EventProbe.on(Topic.TICKET)) {
            probe.send(api.member(member, true, TicketApi.AGENT), api.organization, 1);
            String id = api.open("Many things");
            api.asAgent()
                    .header("If-Match", "\"1\"")
                    .contentType("application/merge-patch+json")
                    .body(Map.of("title", "More things", "priority", "P3", "assigneeId", member.toString()))
                    .patch("/api/v1/tickets/{id}", id)
                    .then()
                    .statusCode(200)
                    .header("ETag", "\"4\"")
                    .body("assigneeId", equalTo(member.toString()));

            probe.await(
                    TicketPriorityChanged.class,
                    event -> event.ticketId().toString().equals(id)
                            && event.newPriority().equals("P3"));
            probe.await(
                    TicketAssigned.class, event -> event.ticketId().toString().equals(id));
            assertThat(probe.all(id, Duration.ofMillis(300)))
                    .extracting(message -> EventProbe.header(message, CloudEventHeaders.SEQUENCE))
                    .containsExactly("1", "2", "3", "4");
            api.asAgent()
                    .get("/api/v1/tickets/{id}/history", id)
                    .then()
                    .body("items.field", hasItem("assigneeId"))
                    .body("items.changedBy", hasItem(api.agent.toString()))
                    .body("items.cause", hasItem("person"));
        }
    }

    @Test
    void an_edit_without_a_change_writes_nothing() {
        String id = api.open("Same");
        api.asAgent()
                .header("If-Match", "\"1\"")
                .body(Map.of("title", "Same"))
                .patch("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"");
        api.asAgent()
                .header("If-Match", "\"1\"")
                .body(Map.of())
                .patch("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(200);
    }

    @Test
    void a_stranger_and_another_requester_get_the_same_404_as_for_what_is_not_there() {
        String id = api.open("Ours");
        TicketApi other = new TicketApi();
        String missing = api.asAgent()
                .get("/api/v1/tickets/{id}", UUID.randomUUID())
                .then()
                .statusCode(404)
                .extract()
                .path("detail");

        other.asAgent().get("/api/v1/tickets/{id}", id).then().statusCode(404).body("detail", equalTo(missing));
        other.move(other.asAgent(), id, 1, "OPEN").statusCode(404);
        api.as(UUID.randomUUID(), "ticket:read")
                .get("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(404);
        other.asAgent().get("/api/v1/tickets").then().statusCode(200).body("items", hasSize(0));
    }

    @Test
    void only_the_administrator_of_the_installation_acts_in_another_organization() {
        String id = api.open("Visited");
        TicketApi other = new TicketApi();
        other.asAgent()
                .header("X-Organization-Id", api.organization)
                .get("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(403)
                .body("code", equalTo("organization-forbidden"));
        other.as(UUID.randomUUID(), "installation:admin", "ticket:read", "ticket:read-all")
                .header("X-Organization-Id", api.organization)
                .get("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(200);
        other.as(UUID.randomUUID(), "installation:admin", "ticket:read")
                .header("X-Organization-Id", "x")
                .get("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-value"));
    }

    @Test
    void someone_or_some_team_that_is_not_there_is_named_in_the_refusal() {
        String id = api.open("Nobody");
        api.asAgent()
                .header("If-Match", "\"1\"")
                .body(Map.of("assigneeId", UUID.randomUUID()))
                .patch("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown-reference"))
                .body("field", equalTo("assigneeId"));
        Map<String, Object> body = TicketApi.ticket("No team");
        body.put("teamId", UUID.randomUUID());
        api.asRequester()
                .body(body)
                .post("/api/v1/tickets")
                .then()
                .statusCode(422)
                .body("field", equalTo("teamId"));
    }

    @Test
    void a_ticket_may_be_assigned_without_the_right_to_edit_it_but_not_the_other_way_round() {
        String id = api.open("Rights");
        UUID member = UUID.randomUUID();
        api.as(member, "ticket:read", "ticket:read-all", "ticket:update")
                .header("If-Match", "\"1\"")
                .body(Map.of("assigneeId", member))
                .patch("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(403);
        api.as(member, "ticket:read", "ticket:read-all", "ticket:assign")
                .header("If-Match", "\"1\"")
                .body(Map.of("title", "x"))
                .patch("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(403);
        api.asRequester()
                .header("If-Match", "\"1\"")
                .body(Map.of("title", "x"))
                .patch("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(403);
        api.asAgent().get("/api/v1/tickets/{id}", id).then().body("title", not(equalTo("x")));
    }
}
