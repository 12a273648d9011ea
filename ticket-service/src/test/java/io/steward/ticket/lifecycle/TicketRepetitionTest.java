package io.steward.ticket.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.testkit.Database;
import io.steward.testkit.StewardServers;
import io.steward.ticket.TicketApi;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class TicketRepetitionTest {
    private final TicketApi api = new TicketApi();

    @Test
    void the_same_idempotency_key_gives_the_first_answer() {
        Map<String, Object> body = TicketApi.ticket("Once");
        var first = api.asRequester()
                .header("Idempotency-Key", "k-1")
                .body(body)
                .post("/api/v1/tickets")
                .then()
                .statusCode(201)
                .extract();
        var second = api.asRequester()
                .header("Idempotency-Key", "k-1")
                .body(body)
                .post("/api/v1/tickets")
                .then()
                .statusCode(201)
                .extract();

        assertThat(second.body().asString()).isEqualTo(first.body().asString());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        api.asRequester()
                .header("Idempotency-Key", "k-1")
                .body(TicketApi.ticket("Twice"))
                .post("/api/v1/tickets")
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency-mismatch"));
        api.asAgent()
                .header("Idempotency-Key", "k-1")
                .body(TicketApi.ticket("Another account"))
                .post("/api/v1/tickets")
                .then()
                .statusCode(201);
    }

    @Test
    void many_repetitions_at_once_open_one_ticket() throws Exception {
        try (var clients = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> answers = java.util.stream.IntStream.range(0, 16)
                    .mapToObj(n -> clients.submit(() -> api.asRequester()
                            .header("Idempotency-Key", "storm")
                            .body(TicketApi.ticket("Storm"))
                            .post("/api/v1/tickets")
                            .statusCode()))
                    .toList();
            Set<Integer> statuses = new HashSet<>();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
            assertThat(statuses).isSubsetOf(201, 409).contains(201);
        }
        assertThat(Database.value("SELECT count(*) FROM ticket.tickets WHERE tenant_id = ?", api.organization))
                .isEqualTo(1L);
    }

    @Test
    void more_creates_at_once_than_there_are_connections_wait_for_none_of_each_other() throws Exception {
        try (var clients = Executors.newFixedThreadPool(40)) {
            List<Future<Integer>> answers = java.util.stream.IntStream.range(0, 40)
                    .mapToObj(n -> clients.submit(() -> api.asRequester()
                            .header("Idempotency-Key", "at-once-" + n)
                            .body(TicketApi.ticket("Ticket " + n))
                            .post("/api/v1/tickets")
                            .statusCode()))
                    .toList();
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(201);
            }
        }
    }

    @Test
    void concurrent_creates_get_numbers_of_their_own_without_gaps() throws Exception {
        try (var clients = Executors.newFixedThreadPool(8)) {
            List<Future<String>> numbers = java.util.stream.IntStream.range(0, 40)
                    .mapToObj(n -> clients.submit(() -> api.asRequester()
                            .body(TicketApi.ticket("Ticket " + n))
                            .post("/api/v1/tickets")
                            .then()
                            .statusCode(201)
                            .extract()
                            .<String>path("number")))
                    .toList();
            Set<String> given = new HashSet<>();
            for (Future<String> number : numbers) {
                given.add(number.get());
            }
            assertThat(given).hasSize(40).contains("INC-000001", "INC-000040");
        }
    }
}
