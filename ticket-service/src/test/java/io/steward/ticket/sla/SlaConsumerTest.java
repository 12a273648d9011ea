package io.steward.ticket.sla;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.SlaEvent.EscalationRaised;
import io.steward.events.SlaEvent.SlaDueDatesSet;
import io.steward.events.Topic;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import io.steward.ticket.TicketApi;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class SlaConsumerTest {
    private static final Instant DUE = Instant.parse("2031-01-01T10:00:00Z");

    private final TicketApi api = new TicketApi();

    @Test
    void due_dates_arrive_with_their_cause_and_do_not_stale_what_a_client_saw() {
        String id = api.open("Due");
        try (EventProbe probe = EventProbe.on(Topic.SLA)) {
            probe.send(dueDates(id), api.organization, 1);
            Eventually.check(() -> api.asAgent()
                    .get("/api/v1/tickets/{id}", id)
                    .then()
                    .body("responseDueAt", equalTo("2031-01-01T10:00:00Z"))
                    .header("ETag", "\"1\""));
        }
        api.asAgent()
                .get("/api/v1/tickets/{id}/history", id)
                .then()
                .body("items.field", hasItems("responseDueAt", "slaPolicyId"))
                .body("items.cause", hasItems("person", "steward.sla.due_dates_set.v1"))
                .body("items.find { it.field == 'responseDueAt' }.newValue", equalTo("2031-01-01T10:00:00Z"));
        api.asAgent()
                .header("If-Match", "\"1\"")
                .body(Map.of("title", "Still mine"))
                .patch("/api/v1/tickets/{id}", id)
                .then()
                .statusCode(200);
    }

    @Test
    void due_dates_of_before_do_not_come_back() {
        String id = api.open("Out of order");
        try (EventProbe probe = EventProbe.on(Topic.SLA)) {
            probe.send(dueDates(id), api.organization, 5);
            probe.send(dueDates(id, DUE.minusSeconds(600)), api.organization, 3);
            // Of the same key, so that it comes after the others.
            probe.send(escalation(id), api.organization, 6);
            Eventually.check(
                    () -> api.asAgent().get("/api/v1/tickets/{id}", id).then().body("status", equalTo("ESCALATED")));
            api.asAgent().get("/api/v1/tickets/{id}", id).then().body("responseDueAt", equalTo("2031-01-01T10:00:00Z"));

            probe.send(dueDates(id, DUE.plusSeconds(3600)), api.organization, 7);
            Eventually.check(() -> api.asAgent()
                    .get("/api/v1/tickets/{id}", id)
                    .then()
                    .body("responseDueAt", equalTo("2031-01-01T11:00:00Z")));
        }
    }

    @Test
    void a_breach_moves_the_status_along_an_edge_once() {
        String id = api.open("Breach");
        UUID event = UUID.randomUUID();
        try (EventProbe probe = EventProbe.on(Topic.SLA)) {
            probe.send(escalation(id), api.organization, 1, event);
            probe.send(escalation(id), api.organization, 1, event);
            Eventually.check(
                    () -> api.asAgent().get("/api/v1/tickets/{id}", id).then().body("status", equalTo("ESCALATED")));
            probe.send(dueDates(id), api.organization, 2);
            Eventually.check(() -> api.asAgent()
                    .get("/api/v1/tickets/{id}", id)
                    .then()
                    .body("responseDueAt", equalTo("2031-01-01T10:00:00Z")));
        }
        api.asAgent().get("/api/v1/tickets/{id}", id).then().body("version", equalTo(2));
        assertThat(Database.value("SELECT count(*) FROM ticket.inbox WHERE event_id = ?", event))
                .isEqualTo(1L);
    }

    @Test
    void a_breach_of_a_resolved_ticket_leaves_its_status() {
        String id = api.open("Too late");
        api.move(api.asAgent(), id, 1, "RESOLVED").statusCode(200);
        try (EventProbe probe = EventProbe.on(Topic.SLA)) {
            probe.send(escalation(id), api.organization, 1);
            probe.send(dueDates(id), api.organization, 2);
            Eventually.check(() -> api.asAgent()
                    .get("/api/v1/tickets/{id}", id)
                    .then()
                    .body("responseDueAt", equalTo("2031-01-01T10:00:00Z")));
        }
        api.asAgent().get("/api/v1/tickets/{id}", id).then().body("status", equalTo("RESOLVED"));
    }

    @Test
    void an_event_that_cannot_be_handled_parks_its_key_and_a_replay_lets_all_of_it_through_in_order() {
        String id = api.open("Poison");
        UUID ticket = UUID.fromString(id);
        Database.update("ALTER TABLE ticket.tickets ADD CONSTRAINT poison CHECK (id <> '" + id
                + "' OR sla_policy_id IS NULL) NOT VALID");
        try (EventProbe probe = EventProbe.on(Topic.SLA)) {
            UUID dead = probe.send(dueDates(id), api.organization, 1);
            UUID parked = probe.send(escalation(id), api.organization, 2);
            Eventually.check(() -> {
                assertThat(state(dead)).isEqualTo("DEAD");
                assertThat(state(parked)).isEqualTo("PARKED");
            });
            assertThat(Database.value("SELECT reason FROM ticket.dead_letters WHERE event_id = ?", dead))
                    .isEqualTo("database refused: SQLSTATE 23514, constraint poison");
            api.asAgent().get("/api/v1/tickets/{id}", id).then().body("status", equalTo("NEW"));
            String other = api.open("Another key");
            probe.send(dueDates(other), api.organization, 1);
            Eventually.check(() -> api.asAgent()
                    .get("/api/v1/tickets/{id}", other)
                    .then()
                    .body("responseDueAt", equalTo("2031-01-01T10:00:00Z")));

            Database.update("ALTER TABLE ticket.tickets DROP CONSTRAINT poison");
            Database.update("UPDATE ticket.dead_letters SET state = 'REPLAY' WHERE event_id = ?", dead);
            Eventually.check(() -> {
                assertThat(state(dead)).isEqualTo("REPLAYED");
                assertThat(state(parked)).isEqualTo("REPLAYED");
            });
            api.asAgent()
                    .get("/api/v1/tickets/{id}", id)
                    .then()
                    .body("status", equalTo("ESCALATED"))
                    .body("responseDueAt", equalTo("2031-01-01T10:00:00Z"));
        }
        try (EventProbe copies = new EventProbe(bootstrap(), Topic.SLA.deadLetterTopic("ticket"))) {
            var copy = copies.await(message -> ticket.toString().equals(message.key()));
            assertThat(EventProbe.header(copy, "steward-dlq-reason")).contains("23514");
        }
    }

    @Test
    void what_another_instance_replays_is_left_to_it() throws SQLException {
        String ticket = api.open("Theirs");
        poison();
        try (EventProbe probe = EventProbe.on(Topic.SLA);
                Connection another = Database.superuser()) {
            UUID dead = probe.send(dueDates(ticket), api.organization, 1);
            UUID parked = probe.send(escalation(ticket), api.organization, 2);
            Eventually.check(() -> assertThat(state(parked)).isEqualTo("PARKED"));
            settle(another, parked);

            Database.update("UPDATE ticket.dead_letters SET state = 'DISCARDED' WHERE event_id = ?", dead);
            Eventually.check(() -> assertThat(waiting()).isPositive());
            another.commit();
            Eventually.check(() -> assertThat(waiting()).isZero());
        } finally {
            Database.update("ALTER TABLE ticket.tickets DROP CONSTRAINT poison");
        }
        try (EventProbe probe = EventProbe.on(Topic.SLA)) {
            probe.send(dueDates(ticket), api.organization, 3);
            Eventually.check(() -> api.asAgent()
                    .get("/api/v1/tickets/{id}", ticket)
                    .then()
                    .body("responseDueAt", equalTo("2031-01-01T10:00:00Z")));
        }
        api.asAgent().get("/api/v1/tickets/{id}", ticket).then().body("status", equalTo("NEW"));
    }

    @Test
    void a_replay_that_must_wait_holds_up_no_other_key() throws SQLException {
        // In the order of their keys, in which they are looked at.
        String theirs = api.open("Theirs");
        String ours = api.open("Ours");
        poison();
        try (EventProbe probe = EventProbe.on(Topic.SLA);
                Connection another = Database.superuser()) {
            UUID dead = probe.send(dueDates(theirs), api.organization, 1);
            UUID parked = probe.send(escalation(theirs), api.organization, 2);
            UUID deadOfOurs = probe.send(dueDates(ours), api.organization, 1);
            UUID parkedOfOurs = probe.send(escalation(ours), api.organization, 2);
            Eventually.check(() -> {
                assertThat(state(parked)).isEqualTo("PARKED");
                assertThat(state(parkedOfOurs)).isEqualTo("PARKED");
            });
            settle(another, parked);

            Database.update(
                    "UPDATE ticket.dead_letters SET state = 'DISCARDED' WHERE event_id IN (?, ?)", dead, deadOfOurs);
            Eventually.check(() -> assertThat(state(parkedOfOurs)).isEqualTo("REPLAYED"));
            another.commit();
        } finally {
            Database.update("ALTER TABLE ticket.tickets DROP CONSTRAINT poison");
        }
        api.asAgent().get("/api/v1/tickets/{id}", ours).then().body("status", equalTo("ESCALATED"));
    }

    /** No due dates can be stored for this organization. */
    private void poison() {
        Database.update("ALTER TABLE ticket.tickets ADD CONSTRAINT poison CHECK (tenant_id <> '" + api.organization
                + "' OR sla_policy_id IS NULL) NOT VALID");
    }

    /** As another instance would, which has not committed yet. */
    private static void settle(Connection another, UUID event) throws SQLException {
        another.setAutoCommit(false);
        another.createStatement()
                .execute("UPDATE ticket.dead_letters SET state = 'REPLAYED' WHERE event_id = '" + event + "'");
    }

    private static long waiting() {
        return (Long) Database.value(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'ticket_app' AND wait_event_type = 'Lock'");
    }

    @Test
    void garbage_on_the_topic_is_a_dead_letter_and_stops_nobody() {
        String id = api.open("Among garbage");
        try (EventProbe probe = EventProbe.on(Topic.SLA)) {
            ProducerRecord<String, byte[]> garbage =
                    new ProducerRecord<>(Topic.SLA.topicName(), "no-uuid-" + id, new byte[] {0, 1, 2});
            probe.sendRaw(garbage);
            Eventually.check(() -> assertThat(Database.value(
                            "SELECT count(*) FROM ticket.dead_letters WHERE record_key = ? AND state = 'DEAD'",
                            "no-uuid-" + id))
                    .isEqualTo(1L));
            probe.send(dueDates(id), api.organization, 1);
            Eventually.check(() -> api.asAgent()
                    .get("/api/v1/tickets/{id}", id)
                    .then()
                    .body("responseDueAt", equalTo("2031-01-01T10:00:00Z")));
        }
    }

    private static String bootstrap() {
        return org.eclipse.microprofile.config.ConfigProvider.getConfig()
                .getValue("kafka.bootstrap.servers", String.class);
    }

    private static Object state(UUID event) {
        var rows = Database.rows("SELECT state FROM ticket.dead_letters WHERE event_id = ?", event);
        return rows.isEmpty() ? null : rows.getFirst().getFirst();
    }

    private static SlaDueDatesSet dueDates(String ticket) {
        return dueDates(ticket, DUE);
    }

    private static SlaDueDatesSet dueDates(String ticket, Instant response) {
        return new SlaDueDatesSet(
                UUID.fromString(ticket), UUID.randomUUID(), 1, response, response.plusSeconds(60), Instant.now());
    }

    private static EscalationRaised escalation(String ticket) {
        return new EscalationRaised(
                UUID.randomUUID(),
                UUID.fromString(ticket),
                "INC-1",
                "t",
                "RESPONSE",
                1,
                "team_lead",
                List.of(),
                true,
                Instant.now());
    }
}
