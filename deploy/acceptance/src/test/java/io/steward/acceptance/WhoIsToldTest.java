package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody is always told, nobody is told of what he may not read, and who may not work on tickets keeps none. */
class WhoIsToldTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final StewardStack stack = StewardStack.running();
    private Organization people;

    @BeforeEach
    void found() {
        people = Organization.founded(stack);
    }

    @Test
    void aDemotedAssigneeLosesTheTicketAndHearsNoMoreOfIt() {
        String ticket = assigned("The payroll server is slow");
        Organization.giveRoles(people.admin().api(), people.agent(), "requester");
        Until.holds(SOON, () -> assertThat(assignee(ticket)).isEqualTo("null"));
        assertThat(people.lead()
                        .api()
                        .get(ticket + "/history?limit=100")
                        .expect(200)
                        .text())
                .contains("assigneeId");

        comment(people.requester(), ticket, "The secret of the requester");
        Until.holds(SOON, () -> assertThat(told(people.lead(), ticket)).contains("TICKET_COMMENTED"));
        assertThat(feed(people.agent())).noneMatch(entry -> entry.toString().contains("secret of the requester"));
    }

    @Test
    void aDeactivatedAssigneeLosesTheTicketAndTheTeamHearsOfIt() {
        String ticket = assigned("The printer burns");
        Api admin = people.admin().api();
        String account = "/api/v1/users/" + people.agent().id();
        admin.patch(account, admin.get(account).expect(200).etag(), Map.of("active", false))
                .expect(200);
        Until.holds(SOON, () -> assertThat(assignee(ticket)).isEqualTo("null"));
        comment(people.requester(), ticket, "It still burns.");
        Until.holds(SOON, () -> assertThat(told(people.lead(), ticket)).contains("TICKET_COMMENTED"));
    }

    @Test
    void aRequesterCannotBeMadeAssignee() {
        Answer opened = open("For whom is it", people.team());
        Answer refused = people.lead()
                .api()
                .patch(
                        "/api/v1/tickets/" + opened.id(),
                        opened.etag(),
                        Map.of("assigneeId", people.requester().id().toString()));
        assertThat(refused.status()).as("%s", refused).isEqualTo(422);
        assertThat(refused.code()).isNotBlank();
    }

    @Test
    void aTicketWithoutATeamIsTold() {
        Answer opened = open("Everything is down", null);
        String ticket = "/api/v1/tickets/" + opened.id();
        Until.holds(SOON, () -> assertThat(List.of(people.lead(), people.agent(), people.admin()))
                .anySatisfy(member -> assertThat(told(member, ticket)).contains("TICKET_CREATED")));
        assertThat(told(people.requester(), ticket)).doesNotContain("TICKET_CREATED");
    }

    @Test
    void aMoveToAnotherTeamIsToldThere() {
        Api admin = people.admin().api();
        UUID network = admin.post("/api/v1/teams", Map.of("name", "Network"))
                .expect(201)
                .id();
        Answer joined = admin.post(
                "/api/v1/teams/" + network + "/members",
                Map.of("userId", people.agent().id().toString(), "role", "LEAD"));
        assertThat(joined.status()).as("%s", joined).isIn(200, 201, 204);
        Answer opened = open("A switch is dead", people.team());
        String ticket = "/api/v1/tickets/" + opened.id();
        Until.holds(SOON, () -> people.lead()
                .api()
                .patch(ticket, people.lead().api().get(ticket).expect(200).etag(), Map.of("teamId", network.toString()))
                .expect(200));
        Until.holds(SOON, () -> assertThat(told(people.agent(), ticket)).contains("TICKET_MOVED"));
    }

    @Test
    void theAssigneeHearsOfAColleaguesNoteWithoutItsText() {
        String ticket = assigned("The backup failed");
        people.lead()
                .api()
                .post(ticket + "/comments", Map.of("content", "The tape is in my drawer.", "internal", true))
                .expect(201);
        Until.holds(SOON, () -> assertThat(told(people.agent(), ticket)).contains("NOTE_ADDED"));
        assertThat(told(people.requester(), ticket)).doesNotContain("NOTE_ADDED");
        assertThat(TopicLog.texts(stack.kafka().bootstrapServers(), "steward.ticket.events.v1"))
                .noneMatch(event -> event.contains("in my drawer"));
    }

    @Test
    void aReplyToAResolvedTicketReopensItAndIsToldOnce() {
        String ticket = assigned("The mail is late");
        move(people.agent(), ticket, "OPEN", null);
        move(people.agent(), ticket, "IN_PROGRESS", null);
        Until.holds(SOON, () -> assertThat(told(people.requester(), ticket))
                .containsExactly("TICKET_STATUS_CHANGED", "TICKET_STATUS_CHANGED"));
        int before = told(people.requester(), ticket).size();
        move(people.agent(), ticket, "RESOLVED", "The queue is empty again.");
        Until.holds(SOON, () -> assertThat(told(people.requester(), ticket)).hasSizeGreaterThan(before));
        int agent = told(people.agent(), ticket).size();

        comment(people.requester(), ticket, "It is late again.");
        Until.holds(SOON, () -> assertThat(
                        people.lead().api().get(ticket).expect(200).string("status"))
                .isEqualTo("REOPENED"));
        Until.holds(SOON, () -> assertThat(told(people.agent(), ticket)).hasSizeGreaterThan(agent));
        Until.pause(Duration.ofSeconds(2));
        assertThat(told(people.requester(), ticket))
                .as("one move with a comment")
                .hasSize(before + 1);
        assertThat(told(people.agent(), ticket)).as("one reply that reopens").hasSize(agent + 1);
    }

    private Answer open(String title, UUID team) {
        var body = new HashMap<String, Object>(people.ticket(title));
        body.put("teamId", team == null ? null : team.toString());
        body.values().removeIf(java.util.Objects::isNull);
        return people.requester().api().post("/api/v1/tickets", body).expect(201);
    }

    /** A ticket of the team that the agent has, as a path. */
    private String assigned(String title) {
        Answer opened = open(title, people.team());
        String ticket = "/api/v1/tickets/" + opened.id();
        Until.holds(SOON, () -> people.lead()
                .api()
                .patch(
                        ticket,
                        people.lead().api().get(ticket).expect(200).etag(),
                        Map.of("assigneeId", people.agent().id().toString()))
                .expect(200));
        return ticket;
    }

    private String assignee(String ticket) {
        return people.lead()
                .api()
                .get(ticket)
                .expect(200)
                .body()
                .path("assigneeId")
                .asText("null");
    }

    private static void comment(Organization.Member member, String ticket, String text) {
        member.api().post(ticket + "/comments", Map.of("content", text)).expect(201);
    }

    private static void move(Organization.Member member, String ticket, String to, String comment) {
        Map<String, Object> body = comment == null ? Map.of("to", to) : Map.of("to", to, "comment", comment);
        Until.holds(SOON, () -> member.api()
                .with("If-Match", member.api().get(ticket).expect(200).etag())
                .post(ticket + "/transitions", body)
                .expect(200));
    }

    private static List<String> told(Organization.Member member, String ticket) {
        String id = ticket.substring(ticket.lastIndexOf('/') + 1);
        return feed(member).stream()
                .filter(entry -> entry.path("ticketId").asText().equals(id))
                .map(entry -> entry.path("type").asText())
                .toList();
    }

    /** By a login of its own: a token from before a change of roles is refused. */
    private static List<JsonNode> feed(Organization.Member member) {
        Answer feed = member.api().get("/api/v1/notifications?limit=100");
        if (feed.status() == 403) {
            String token = Organization.login(member.api(), member.email(), Organization.PASSWORD)
                    .string("accessToken");
            feed = member.api().as(token).get("/api/v1/notifications?limit=100");
        }
        return StreamSupport.stream(feed.expect(200).body().path("items").spliterator(), false)
                .toList();
    }
}
