package io.steward.ticket.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.testkit.StewardServers;
import io.steward.ticket.TicketApi;
import io.steward.ticket.workflow.TicketStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class TicketListTest {
    private final TicketApi api = new TicketApi();

    @Test
    void lists_go_page_by_page_with_filters_and_search() {
        for (int n = 0; n < 5; n++) {
            api.open("Router " + n + " blinks");
        }
        String printer = api.open("The printer smokes");
        api.move(api.asAgent(), printer, 1, "OPEN").statusCode(200);

        Map<String, Object> first = api.asAgent()
                .get("/api/v1/tickets?limit=4")
                .then()
                .statusCode(200)
                .header("Link", containsString("rel=\"next\""))
                .body("items", hasSize(4))
                .extract()
                .as(HashMap.class);
        api.asAgent()
                .queryParam("cursor", first.get("nextCursor"))
                .get("/api/v1/tickets?limit=4")
                .then()
                .body("items", hasSize(2))
                .body("nextCursor", nullValue());
        api.asAgent().get("/api/v1/tickets?q=printers").then().body("items.id", contains(printer));
        api.asAgent().get("/api/v1/tickets?status=OPEN,RESOLVED").then().body("items.id", contains(printer));
        api.asAgent().get("/api/v1/tickets?priority=P4").then().body("items", hasSize(0));
        api.asRequester().get("/api/v1/tickets?q=router").then().body("items", hasSize(5));
        api.as(UUID.randomUUID(), "ticket:read")
                .get("/api/v1/tickets?q=router")
                .then()
                .body("items", hasSize(0));
        new TicketApi().asAgent().get("/api/v1/tickets?q=router").then().body("items", hasSize(0));
        api.asAgent().get("/api/v1/tickets?q=%27%22%28%7C%26%21%3A%2A").then().statusCode(200);
    }

    @Test
    void the_words_of_an_internal_comment_find_the_ticket_only_for_who_may_read_it() {
        String id = api.open("Quiet");
        comment(id, "The zeppelin landed", false);
        comment(id, "Suspect sabotage", true);
        var reader = new String[] {"ticket:read", "ticket:read-all"};

        api.asAgent().get("/api/v1/tickets?q=sabotage").then().body("items.id", contains(id));
        api.as(UUID.randomUUID(), reader)
                .get("/api/v1/tickets?q=sabotage")
                .then()
                .statusCode(200)
                .body("items", hasSize(0));
        api.as(UUID.randomUUID(), reader)
                .get("/api/v1/tickets?q=zeppelin")
                .then()
                .body("items.id", contains(id));
        api.asRequester().get("/api/v1/tickets?q=sabotage").then().body("items", hasSize(0));
        api.asRequester().get("/api/v1/tickets?q=zeppelin").then().body("items.id", contains(id));
    }

    private void comment(String ticket, String content, boolean internal) {
        api.asAgent()
                .body(Map.of("content", content, "internal", internal))
                .post("/api/v1/tickets/{id}/comments", ticket)
                .then()
                .statusCode(201);
    }

    @Test
    void a_search_runs_once_whatever_it_is_filtered_by() {
        String found = api.open("Turbine hums");
        api.open("Nothing of the kind");
        var everything = new TicketList.Filter(
                List.of(TicketStatus.values()), List.of(Priority.values()), null, null, "turbine");
        Actor agent = Actor.system(api.organization, Cause.rule("test", api.agent));

        assertThat(TicketList.statement(agent, everything, 50, null).sql()).containsOnlyOnce("matching_tickets");
        api.asAgent()
                .get("/api/v1/tickets?q=turbine&status=NEW,OPEN,RESOLVED&priority=P1,P2,P3,P4")
                .then()
                .statusCode(200)
                .body("items.id", contains(found));
        api.asAgent().get("/api/v1/tickets?q=turbine&status=OPEN").then().body("items", hasSize(0));
        api.asAgent().get("/api/v1/tickets?q=turbine&priority=P2,P3").then().body("items", hasSize(0));
    }

    @Test
    void several_values_of_a_filter_are_merged_newest_first() {
        List<String> opened = java.util.stream.IntStream.range(0, 4)
                .mapToObj(n -> api.open("Number " + n))
                .toList();
        api.move(api.asAgent(), opened.get(0), 1, "OPEN").statusCode(200);
        api.move(api.asAgent(), opened.get(2), 1, "RESOLVED").statusCode(200);

        api.asAgent()
                .get("/api/v1/tickets?status=OPEN&status=RESOLVED&priority=P1,P2")
                .then()
                .statusCode(200)
                .body("items.id", contains(opened.get(2), opened.get(0)));
        api.asAgent()
                .get("/api/v1/tickets?status=OPEN,RESOLVED,NEW&limit=3")
                .then()
                .body("items.id", contains(opened.get(3), opened.get(2), opened.get(1)))
                .body("nextCursor", notNullValue());
        api.asAgent().get("/api/v1/tickets?status=OPEN,OPEN").then().body("items.id", contains(opened.get(0)));
    }
}
