package io.steward.ticket.lifecycle;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.testkit.StewardServers;
import io.steward.ticket.TicketApi;
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
