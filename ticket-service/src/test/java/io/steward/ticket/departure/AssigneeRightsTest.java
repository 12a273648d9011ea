package io.steward.ticket.departure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.events.Topic;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import io.steward.ticket.TicketApi;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An assignee can work on tickets; who cannot any more loses the open ones. */
@QuarkusTest
@WithTestResource(StewardServers.class)
class AssigneeRightsTest {
    private final TicketApi api = new TicketApi();
    private final EventProbe probe = EventProbe.on(Topic.TICKET);
    private final UUID member = UUID.randomUUID();
    private long version;

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void a_requester_is_not_made_the_assignee() {
        tell(api.member(member, true, TicketApi.REQUESTER));
        String ticket = api.open("VPN is down");

        assign(ticket, 1)
                .statusCode(422)
                .body("code", equalTo("assignee-lacks-permission"))
                .body("field", equalTo("assigneeId"));

        tell(api.member(member, true, TicketApi.AGENT));
        assign(ticket, 1).statusCode(200);
    }

    @Test
    void somebody_of_whom_no_permission_was_told_is_not_made_the_assignee() {
        tell(new MemberSaved(
                member, api.organization, "ann", "Ann", "a@example.org", "en", List.of("l1"), true, Instant.now()));

        assign(api.open("VPN is down"), 1).statusCode(422).body("code", equalTo("assignee-lacks-permission"));
    }

    @Test
    void who_is_demoted_loses_the_open_tickets_with_a_history_row_and_an_event() {
        String open = assigned();
        String closed = assigned();
        api.move(api.asAgent(), closed, 2, "RESOLVED").statusCode(200);
        api.move(api.asAgent(), closed, 3, "CLOSED").statusCode(200);

        tell(api.member(member, true, TicketApi.REQUESTER));

        unassigned(open, "rule:assignee-lost-rights");
        api.asAgent().get("/api/v1/tickets/{id}", closed).then().body("assigneeId", equalTo(member.toString()));
    }

    @Test
    void who_is_deactivated_or_has_left_loses_the_open_tickets() {
        String open = assigned();

        tell(api.member(member, false, TicketApi.AGENT));

        unassigned(open, "rule:assignee-inactive");
    }

    @Test
    void an_event_without_permissions_takes_nothing_away() {
        String open = assigned();

        tell(new MemberSaved(
                member, api.organization, "ann", "Ann", "a@example.org", "en", List.of("l1"), true, Instant.now()));
        tell(api.member(UUID.randomUUID(), true, TicketApi.AGENT));

        api.asAgent().get("/api/v1/tickets/{id}", open).then().body("assigneeId", equalTo(member.toString()));
        assertThat(Database.rows("SELECT 1 FROM ticket.hand_backs WHERE person_id = ?", member))
                .isEmpty();
        assertThat(Database.value("SELECT can_work FROM ticket.person WHERE id = ?", member))
                .isEqualTo(true);
    }

    private String assigned() {
        if (version == 0) {
            tell(api.member(member, true, TicketApi.AGENT));
        }
        String ticket = api.open("VPN is down");
        assign(ticket, 1).statusCode(200);
        return ticket;
    }

    private void unassigned(String ticket, String cause) {
        probe.await(
                TicketAssigned.class,
                event -> event.ticketId().toString().equals(ticket)
                        && event.newAssigneeId() == null
                        && member.equals(event.oldAssigneeId())
                        && event.actorId() == null);
        api.asAgent().get("/api/v1/tickets/{id}", ticket).then().body("assigneeId", nullValue());
        assertThat(Database.rows(
                        "SELECT changed_by, old_value, new_value, cause FROM ticket.ticket_history WHERE ticket_id = ? "
                                + "AND field_name = 'assigneeId' ORDER BY position DESC LIMIT 1",
                        UUID.fromString(ticket)))
                .containsExactly(Arrays.asList(null, member.toString(), null, cause));
        Eventually.check(() -> assertThat(Database.rows("SELECT 1 FROM ticket.hand_backs WHERE person_id = ?", member))
                .isEmpty());
    }

    private void tell(MemberSaved saved) {
        UUID id = probe.send(saved, api.organization, ++version);
        Eventually.check(() -> assertThat(Database.rows("SELECT 1 FROM ticket.inbox WHERE event_id = ?", id))
                .hasSize(1));
    }

    private ValidatableResponse assign(String ticket, long etag) {
        return api.asAgent()
                .header("If-Match", "\"" + etag + "\"")
                .body(Map.of("assigneeId", member))
                .patch("/api/v1/tickets/{id}", ticket)
                .then();
    }
}
