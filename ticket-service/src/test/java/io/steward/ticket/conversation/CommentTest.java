package io.steward.ticket.conversation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.steward.events.CloudEventHeaders;
import io.steward.events.TicketEvent.TicketCommented;
import io.steward.events.TicketEvent.TicketStatusChanged;
import io.steward.events.Topic;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.StewardServers;
import io.steward.ticket.TicketApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class CommentTest {
    private final TicketApi api = new TicketApi();

    @Test
    void a_public_comment_of_an_agent_is_seen_by_the_requester_and_told() {
        String id = api.open("Talk");
        api.asAgent()
                .body(Map.of("content", "Have you tried again?"))
                .post("/api/v1/tickets/{id}/comments", id)
                .then()
                .statusCode(201)
                .body("byAgent", equalTo(true))
                .body("internal", equalTo(false));

        api.asRequester()
                .get("/api/v1/tickets/{id}/comments", id)
                .then()
                .body("items.content", contains("Have you tried again?"));
        try (EventProbe probe = EventProbe.on(Topic.TICKET)) {
            TicketCommented told = probe.await(
                    TicketCommented.class, event -> event.ticketId().toString().equals(id));
            assertThat(told.byAgent()).isTrue();
        }
    }

    @Test
    void a_long_comment_is_told_by_its_beginning_cut_between_characters() {
        String id = api.open("Much talk");
        api.asAgent()
                .body(Map.of("content", "x".repeat(278) + "😀 and so on"))
                .post("/api/v1/tickets/{id}/comments", id)
                .then()
                .statusCode(201);

        try (EventProbe probe = EventProbe.on(Topic.TICKET)) {
            TicketCommented told = probe.await(
                    TicketCommented.class, event -> event.ticketId().toString().equals(id));
            assertThat(told.excerpt()).isEqualTo("x".repeat(278) + "…");
        }
    }

    @Test
    void an_internal_comment_is_seen_by_no_requester_found_by_none_and_told_nobody() {
        String id = api.open("Whisper");
        api.asAgent()
                .body(Map.of("content", "The xylophone is broken", "internal", true))
                .post("/api/v1/tickets/{id}/comments", id)
                .then()
                .statusCode(201);

        api.asRequester()
                .get("/api/v1/tickets/{id}/comments", id)
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
        api.asRequester().get("/api/v1/tickets?q=xylophone").then().body("items", hasSize(0));
        api.asAgent().get("/api/v1/tickets?q=xylophone").then().body("items", hasSize(1));
        api.asRequester()
                .body(Map.of("content", "psst", "internal", true))
                .post("/api/v1/tickets/{id}/comments", id)
                .then()
                .statusCode(403);
        try (EventProbe probe = EventProbe.on(Topic.TICKET)) {
            assertThat(probe.all(id, Duration.ofMillis(700))).hasSize(1);
        }
        try (EventProbe probe = EventProbe.on(Topic.TICKET)) {
            var note = probe.await(message ->
                    EventProbe.header(message, CloudEventHeaders.TYPE).endsWith("note_added.v1")
                            && new String(message.value(), UTF_8).contains(id));
            assertThat(new String(note.value(), UTF_8)).doesNotContain("xylophone");
            assertThat(note.key()).isNotEqualTo(id);
        }
        api.asRequester().get("/api/v1/tickets/{id}", id).then().body("version", equalTo(1));
        assertThat(Database.value(
                        "SELECT count(*) FROM ticket.ticket_history WHERE ticket_id = ?", UUID.fromString(id)))
                .isEqualTo(1L);
    }

    @Test
    void the_requesters_answer_moves_a_waiting_ticket_back_to_work() {
        String id = api.open("Question");
        api.move(api.asAgent(), id, 1, "OPEN");
        api.move(api.asAgent(), id, 2, "PENDING_INFO").statusCode(200);
        api.asRequester()
                .body(Map.of("content", "It is the blue one."))
                .post("/api/v1/tickets/{id}/comments", id)
                .then()
                .statusCode(201);

        api.asRequester()
                .get("/api/v1/tickets/{id}", id)
                .then()
                .body("status", equalTo("IN_PROGRESS"))
                .body("version", equalTo(5));
    }

    @Test
    void under_the_strict_workflow_the_answer_marks_the_ticket_instead() {
        Database.update("INSERT INTO ticket.organization_workflow VALUES (?, 'strict')", api.organization);
        String id = api.open("Strict question");
        api.move(api.asAgent(), id, 1, "OPEN").statusCode(200);
        api.move(api.asAgent(), id, 2, "PENDING_INFO").statusCode(409).body("allowed", contains("IN_PROGRESS"));
        api.move(api.asAgent(), id, 2, "IN_PROGRESS").statusCode(200);
        api.move(api.asAgent(), id, 3, "PENDING_INFO").statusCode(200);
        api.asRequester()
                .body(Map.of("content", "Here."))
                .post("/api/v1/tickets/{id}/comments", id)
                .then()
                .statusCode(201);

        api.asAgent()
                .get("/api/v1/tickets/{id}", id)
                .then()
                .body("status", equalTo("PENDING_INFO"))
                .body("waitingForAgent", equalTo(true));
        waiting(true, id);
        comment(api.asAgent(), id, "Thank you.");
        api.asAgent().get("/api/v1/tickets/{id}", id).then().body("waitingForAgent", equalTo(false));
        waiting(false, id);
        assertThat(Database.rows(
                        "SELECT old_value, new_value FROM ticket.ticket_history "
                                + "WHERE ticket_id = ? AND field_name = 'waitingForAgent' ORDER BY position",
                        UUID.fromString(id)))
                .containsExactly(List.of("false", "true"), List.of("true", "false"));
    }

    @Test
    void the_requesters_reply_reopens_a_resolved_ticket_and_both_events_say_so() {
        String id = api.open("Not solved");
        api.move(api.asAgent(), id, 1, "RESOLVED").statusCode(200);
        comment(api.asRequester(), id, "It is back.");

        api.asRequester()
                .get("/api/v1/tickets/{id}", id)
                .then()
                .body("status", equalTo("REOPENED"))
                .body("waitingForAgent", equalTo(false))
                .body("version", equalTo(4));
        try (EventProbe probe = EventProbe.on(Topic.TICKET)) {
            TicketCommented told = probe.await(
                    TicketCommented.class, event -> event.ticketId().toString().equals(id));
            TicketStatusChanged moved = probe.await(
                    TicketStatusChanged.class,
                    event -> event.ticketId().toString().equals(id)
                            && event.newStatus().equals("REOPENED"));
            assertThat(told.movedTo()).isEqualTo("REOPENED");
            assertThat(moved.commentId()).isEqualTo(told.commentId());
        }
    }

    @Test
    void who_may_not_reopen_marks_a_resolved_ticket_by_a_reply() {
        String id = api.open("Not solved");
        api.move(api.asAgent(), id, 1, "RESOLVED").statusCode(200);
        comment(api.as(api.requester, "ticket:read", "ticket:comment"), id, "It is back.");

        api.asRequester()
                .get("/api/v1/tickets/{id}", id)
                .then()
                .body("status", equalTo("RESOLVED"))
                .body("waitingForAgent", equalTo(true));
    }

    @Test
    void a_reply_to_a_closed_ticket_is_refused_and_names_the_way() {
        String id = api.open("Over");
        api.move(api.asAgent(), id, 1, "RESOLVED").statusCode(200);
        api.move(api.asAgent(), id, 2, "CLOSED").statusCode(200);

        api.asRequester()
                .body(Map.of("content", "Again!"))
                .post("/api/v1/tickets/{id}/comments", id)
                .then()
                .statusCode(409)
                .body("code", equalTo("ticket-closed"))
                .body("detail", containsString("INC-000001"));
    }

    private static void comment(RequestSpecification who, String id, String content) {
        who.body(Map.of("content", content))
                .post("/api/v1/tickets/{id}/comments", id)
                .then()
                .statusCode(201);
    }

    private void waiting(boolean waits, String id) {
        api.asAgent()
                .get("/api/v1/tickets?waitingForAgent=" + waits)
                .then()
                .statusCode(200)
                .body("items.id", contains(id));
        api.asAgent().get("/api/v1/tickets?waitingForAgent=" + !waits).then().body("items", hasSize(0));
    }

    @Test
    void a_move_takes_its_comment_along() {
        String id = api.open("Both");
        api.asAgent()
                .header("If-Match", "\"1\"")
                .body(Map.of("to", "RESOLVED", "comment", "Done."))
                .post("/api/v1/tickets/{id}/transitions", id)
                .then()
                .statusCode(200)
                .body("version", equalTo(3));
        api.asRequester().get("/api/v1/tickets/{id}/comments", id).then().body("items.content", contains("Done."));
    }

    @Test
    void a_long_conversation_is_read_page_by_page() {
        String id = api.open("Long");
        for (int n = 0; n < 3; n++) {
            api.asRequester()
                    .body(Map.of("content", "word " + n))
                    .post("/api/v1/tickets/{id}/comments", id)
                    .then()
                    .statusCode(201);
        }
        String cursor = api.asRequester()
                .get("/api/v1/tickets/{id}/comments?limit=2", id)
                .then()
                .header("Link", containsString("cursor="))
                .body("items.content", contains("word 0", "word 1"))
                .extract()
                .path("nextCursor");
        api.asRequester()
                .queryParam("cursor", cursor)
                .get("/api/v1/tickets/{id}/comments?limit=2", id)
                .then()
                .body("items.content", contains("word 2"));
    }

    @Test
    void a_strangers_comment_is_refused_as_if_there_were_no_ticket() {
        String id = api.open("Private");
        new TicketApi()
                .asAgent()
                .body(Map.of("content", "hi"))
                .post("/api/v1/tickets/{id}/comments", id)
                .then()
                .statusCode(404);
        new TicketApi()
                .asAgent()
                .get("/api/v1/tickets/{id}/comments", id)
                .then()
                .statusCode(404);
        new TicketApi().asAgent().get("/api/v1/tickets/{id}/history", id).then().statusCode(404);
    }
}
