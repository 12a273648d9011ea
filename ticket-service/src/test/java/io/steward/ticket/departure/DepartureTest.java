package io.steward.ticket.departure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.events.CloudEventHeaders;
import io.steward.events.IdentityEvent.AccountDeletionCancelled;
import io.steward.events.IdentityEvent.AccountDeletionRequested;
import io.steward.events.IdentityEvent.AccountErased;
import io.steward.events.MemberEvent;
import io.steward.events.PersonEvent.PersonChecked;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.Topic;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import io.steward.ticket.TicketApi;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody's account is to be deleted. */
@QuarkusTest
@WithTestResource(StewardServers.class)
class DepartureTest {
    private final TicketApi api = new TicketApi();
    private final EventProbe probe = EventProbe.on(Topic.TICKET);
    private long version;

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void open_are_the_tickets_that_the_account_asked_for_and_that_are_not_closed() {
        String worked = api.open("In work");
        String resolved = api.open("Resolved");
        String closed = api.open("Closed");
        api.move(api.asAgent(), resolved, 1, "RESOLVED").statusCode(200);
        api.move(api.asAgent(), closed, 1, "RESOLVED").statusCode(200);
        api.move(api.asAgent(), closed, 2, "CLOSED").statusCode(200);
        api.asAgent()
                .body(TicketApi.ticket("Somebody else's"))
                .post("/api/v1/tickets")
                .then()
                .statusCode(201);
        TicketApi elsewhere = new TicketApi();
        elsewhere
                .as(api.requester, "ticket:create")
                .body(TicketApi.ticket("In another organization"))
                .post("/api/v1/tickets")
                .then()
                .statusCode(201);

        PersonChecked answer = ask(api, api.requester, UUID.randomUUID());

        assertThat(answer.openTickets()).isEqualTo(2);
        assertThat(answer.organizationId()).isEqualTo(api.organization);
        assertThat(worked).isNotNull();
        // Another organization's answer is the next one of the same key.
        UUID second = UUID.randomUUID();
        assertThat(ask(elsewhere, api.requester, second).openTickets()).isEqualTo(1);
        var record = probe.await(message -> api.requester.toString().equals(message.key())
                && second.equals(EventProbe.read(message, PersonChecked.class).deletionId()));
        assertThat(EventProbe.header(record, CloudEventHeaders.SEQUENCE)).isEqualTo("2");
    }

    @Test
    void who_leaves_gets_no_new_ticket_and_no_assignment_until_it_is_called_off() {
        member(api.agent, true, 1);
        String ticket = api.open("VPN is down");
        UUID ofRequester = UUID.randomUUID();
        UUID ofAgent = UUID.randomUUID();
        ask(api, api.requester, ofRequester);
        ask(api, api.agent, ofAgent);

        opened(null).statusCode(409).body("code", equalTo("account-leaving")).body("field", nullValue());
        opened("a-key").statusCode(409).body("code", equalTo("account-leaving"));
        assign(ticket, 1, api.agent)
                .statusCode(409)
                .body("code", equalTo("account-leaving"))
                .body("field", equalTo("assigneeId"));

        probe.send(
                new AccountDeletionCancelled(api.requester, api.organization, ofRequester, Instant.now()),
                api.organization,
                ++version);
        probe.send(
                new AccountDeletionCancelled(api.agent, api.organization, ofAgent, Instant.now()),
                api.organization,
                ++version);
        Eventually.check(() -> assertThat(
                        Database.rows("SELECT state FROM ticket.departures WHERE tenant_id = ?", api.organization))
                .containsExactly(List.of("STAYS"), List.of("STAYS")));
        opened("a-key").statusCode(201);
        assign(ticket, 1, api.agent).statusCode(200);
    }

    @Test
    void what_identity_said_before_changes_nothing_when_it_comes_again_later() {
        UUID deletion = UUID.randomUUID();
        ask(api, api.requester, deletion);
        probe.send(
                new AccountDeletionCancelled(api.requester, api.organization, deletion, Instant.now()),
                api.organization,
                2);
        probe.send(
                new AccountDeletionRequested(api.requester, api.organization, deletion, Instant.now()),
                api.organization,
                1);

        Eventually.check(() -> assertThat(
                        Database.value("SELECT count(*) FROM ticket.inbox WHERE aggregate_id = ?", api.requester))
                .isEqualTo(3L));
        opened(null).statusCode(201);
    }

    @Test
    void a_creation_that_is_under_way_is_waited_for_and_counted() throws SQLException {
        UUID deletion = UUID.randomUUID();
        try (Connection creation = Database.superuser()) {
            creation.setAutoCommit(false);
            insert(creation, api.requester, null);
            probe.send(
                    new AccountDeletionRequested(api.requester, api.organization, deletion, Instant.now()),
                    api.organization,
                    ++version);
            Eventually.check(() -> assertThat(
                            Database.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
                    .isEqualTo(1L));
            creation.commit();
        }

        assertThat(probe.await(PersonChecked.class, answer -> deletion.equals(answer.deletionId()))
                        .openTickets())
                .isEqualTo(1);
    }

    @Test
    void a_creation_that_waits_for_the_mark_finds_it() throws Exception {
        try (Connection marker = Database.superuser();
                var clients = java.util.concurrent.Executors.newSingleThreadExecutor()) {
            marker.setAutoCommit(false);
            marker.createStatement()
                    .execute("SELECT pg_advisory_xact_lock(ticket.departure_lock('" + api.organization + "', '"
                            + api.requester + "'))");
            var creation = clients.submit(() -> opened(null));
            Eventually.check(() -> assertThat(
                            Database.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
                    .isEqualTo(1L));
            marker.createStatement()
                    .execute("INSERT INTO ticket.departures VALUES ('" + api.organization + "', '" + api.requester
                            + "', 'LEAVING', false, 1)");
            marker.commit();

            creation.get().statusCode(409).body("code", equalTo("account-leaving"));
        }
    }

    @Test
    void who_is_gone_is_assigned_nothing_and_leaves_tickets_under_its_id() {
        member(api.agent, true, 1);
        String ticket = api.open("VPN is down");
        assign(ticket, 1, api.agent).statusCode(200);
        Database.update(
                "INSERT INTO ticket.idempotency_keys VALUES (?, ?, 'k', 'x', '{}', now())",
                api.organization,
                api.agent);
        ask(api, api.agent, UUID.randomUUID());

        probe.send(
                new AccountErased(api.agent, api.organization, "Deleted user 12345678", Instant.now()),
                api.organization,
                ++version);

        UUID id = UUID.fromString(ticket);
        TicketAssigned told = probe.await(
                TicketAssigned.class, event -> event.ticketId().equals(id) && event.newAssigneeId() == null);
        assertThat(told.oldAssigneeId()).isEqualTo(api.agent);
        assertThat(told.actorId()).isNull();
        api.asRequester()
                .get("/api/v1/tickets/{id}", ticket)
                .then()
                .header("ETag", "\"3\"")
                .body("assigneeId", nullValue());
        assertThat(Database.rows(
                        "SELECT changed_by, old_value, new_value, cause FROM ticket.ticket_history WHERE ticket_id = ? "
                                + "AND field_name = 'assigneeId' ORDER BY position DESC LIMIT 1",
                        id))
                .containsExactly(Arrays.asList(null, api.agent.toString(), null, "rule:account-erased"));
        assertThat(Database.rows("SELECT 1 FROM ticket.idempotency_keys WHERE account_id = ?", api.agent))
                .isEmpty();
        assign(ticket, 3, api.agent).statusCode(422);

        // What was under way when it was erased does not bring it back.
        member(api.agent, true, 99);
        assign(ticket, 3, api.agent).statusCode(422);
        assertThat(Database.value("SELECT active FROM ticket.person WHERE id = ?", api.agent))
                .isEqualTo(false);
    }

    @Test
    void however_many_tickets_it_had_all_are_handed_back() throws SQLException {
        try (Connection past = Database.superuser()) {
            past.setAutoCommit(false);
            for (int ticket = 0; ticket < 450; ticket++) {
                insert(past, api.requester, api.agent);
            }
            past.commit();
        }
        probe.send(
                new AccountErased(api.agent, api.organization, "Deleted user 12345678", Instant.now()),
                api.organization,
                ++version);

        Eventually.check(() -> assertThat(
                        Database.value("SELECT handed_back FROM ticket.departures WHERE person_id = ?", api.agent))
                .isEqualTo(true));
        assertThat(Database.value("SELECT count(*) FROM ticket.tickets WHERE assigned_to = ?", api.agent))
                .isEqualTo(0L);
        assertThat(Database.value(
                        "SELECT count(*) FROM ticket.tickets WHERE tenant_id = ? AND version = 2", api.organization))
                .isEqualTo(450L);
    }

    private PersonChecked ask(TicketApi there, UUID person, UUID deletion) {
        probe.send(
                new AccountDeletionRequested(person, there.organization, deletion, Instant.now()),
                there.organization,
                ++version);
        return probe.await(PersonChecked.class, answer -> deletion.equals(answer.deletionId()));
    }

    private void member(UUID person, boolean active, long number) {
        UUID id = probe.send(api.member(person, active, TicketApi.AGENT), api.organization, number);
        Eventually.check(() -> assertThat(Database.rows(
                        "SELECT 1 FROM ticket.inbox WHERE event_id = ? AND aggregate_id = ?",
                        id,
                        MemberEvent.keyOf(api.organization, person)))
                .hasSize(1));
    }

    private ValidatableResponse opened(String key) {
        var request = api.asRequester().body(TicketApi.ticket("One more"));
        return (key == null ? request : request.header("Idempotency-Key", key))
                .post("/api/v1/tickets")
                .then();
    }

    private ValidatableResponse assign(String ticket, long etag, UUID assignee) {
        return api.asAgent()
                .header("If-Match", "\"" + etag + "\"")
                .body(Map.of("assigneeId", assignee))
                .patch("/api/v1/tickets/{id}", ticket)
                .then();
    }

    /** As the service does it, in a transaction that goes on. */
    private void insert(Connection connection, UUID requester, UUID assignee) throws SQLException {
        try (var statement = connection.prepareStatement("""
                INSERT INTO ticket.tickets (tenant_id, id, ticket_number, ticket_type, title, status, priority, requestor_id,
                                            assigned_to, created_at, updated_at)
                VALUES (?, ?, ?, 'incident', 'VPN is down', 'NEW', 'P1', ?, ?, now(), now())""")) {
            UUID id = UUID.randomUUID();
            statement.setObject(1, api.organization);
            statement.setObject(2, id);
            statement.setString(3, id.toString().substring(0, 20));
            statement.setObject(4, requester);
            statement.setObject(5, assignee);
            statement.execute();
        }
    }
}
