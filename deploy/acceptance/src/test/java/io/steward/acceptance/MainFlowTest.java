package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The story of one ticket that nobody answered in time, as its people live it through the gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainFlowTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final StewardStack stack = StewardStack.running();
    private Organization people;
    private String ticket;
    private String etag;

    @Test
    @Order(1)
    void anOrganizationWithItsPeopleAndAShortPolicy() {
        people = Organization.founded(stack);
        JsonNode me = people.requester().api().get("/api/v1/me").expect(200).body();
        assertThat(me.path("organizationId").asText()).isEqualTo(people.id().toString());
        assertThat(me.path("roles").toString()).contains("requester");
        people.admin()
                .api()
                .post("/api/v1/sla/policies", Organization.policy("At once", "P1", "PT2S"))
                .expect(201);
    }

    @Test
    @Order(2)
    void aPublishedArticleIsSuggestedWhileTheTitleIsTyped() {
        Answer draft = people.agent()
                .api()
                .post(
                        "/api/v1/articles",
                        Map.of(
                                "title",
                                "VPN is down: first steps",
                                "body",
                                "Restart the client.",
                                "tags",
                                List.of("vpn")))
                .expect(201);
        Api requester = people.requester().api();
        assertThat(requester
                        .get("/api/v1/articles/suggestions?title=VPN+is+d")
                        .expect(200)
                        .text())
                .as("a draft is not suggested")
                .doesNotContain(draft.id().toString());
        people.lead()
                .api()
                .post("/api/v1/articles/" + draft.id() + "/publish", Map.of())
                .expect(200);
        assertThat(requester
                        .get("/api/v1/articles/suggestions?title=VPN+is+d")
                        .expect(200)
                        .text())
                .contains(draft.id().toString());
    }

    @Test
    @Order(3)
    void theTicketShowsItsDueDates() {
        var body = new HashMap<>(people.ticket("VPN is down"));
        body.put("priority", "P1");
        Answer opened = people.requester().api().post("/api/v1/tickets", body).expect(201);
        ticket = "/api/v1/tickets/" + opened.id();
        etag = opened.etag();
        assertThat(opened.headers().firstValue("Location"))
                .as("a path, without the address of the service behind the gateway")
                .contains(ticket);
        assertThat(opened.string("number")).matches("INC-\\d{6}");
        assertThat(opened.string("status")).isEqualTo("NEW");
        Until.holds(SOON, () -> {
            JsonNode shown = people.requester().api().get(ticket).expect(200).body();
            assertThat(shown.path("responseDueAt").asText("null")).startsWith("20");
            assertThat(shown.path("resolutionDueAt").asText("null")).startsWith("20");
        });
        assertThat(people.agent()
                        .api()
                        .get("/api/v1/sla" + ticket.substring("/api/v1".length()))
                        .expect(200)
                        .text())
                .contains("RESPONSE", "RESOLUTION");
    }

    @Test
    @Order(4)
    void nobodyAnswersSoTheLeadIsWarnedAndThenItIsEscalatedOnce() {
        Until.holds(SOON, () -> assertThat(escalations()).hasSize(1));
        JsonNode escalation = escalations().getFirst();
        assertThat(escalation.path("level").asInt()).isEqualTo(1);
        assertThat(escalation.path("slaBreach").asBoolean()).isTrue();
        assertThat(escalation.path("escalatedTo").toString())
                .contains(people.lead().id().toString());
        Until.holds(SOON, () -> assertThat(types(people.lead()))
                .containsExactlyInAnyOrder(
                        "TICKET_CREATED", "SLA_WARNING", "SLA_WARNING", "SLA_WARNING", "SLA_BREACHED", "ESCALATION"));
        Until.holds(SOON, () -> assertThat(StreamSupport.stream(
                                java.util.Arrays.asList(stack.mail().getReceivedMessages())
                                        .spliterator(),
                                false)
                        .filter(mail -> addressedTo(mail, people.lead().email())))
                .as("mails to the lead")
                .hasSize(6));
        // Once: nothing more comes of it while the clock has run out.
        Until.pause(Duration.ofSeconds(2));
        assertThat(escalations()).hasSize(1);
        assertThat(types(people.lead())).hasSize(6);
        String acknowledge = "/api/v1/escalations/" + escalation.path("id").asText() + "/acknowledge";
        assertThat(people.lead().api().post(acknowledge, Map.of()).expect(200).string("acknowledgedBy"))
                .isEqualTo(people.lead().id().toString());
    }

    @Test
    @Order(5)
    void theAgentTakesItAnswersAndResolvesIt() {
        Api agent = people.agent().api();
        etag = agent.get(ticket).expect(200).etag();
        etag = agent.patch(
                        ticket, etag, Map.of("assigneeId", people.agent().id().toString()))
                .expect(200)
                .etag();
        agent.post(ticket + "/comments", Map.of("content", "On it.")).expect(201);
        agent.post(ticket + "/comments", Map.of("content", "The requester is a friend.", "internal", true))
                .expect(201);
        move(agent, "IN_PROGRESS");
        move(agent, "RESOLVED");
        assertThat(people.requester()
                        .api()
                        .get(ticket + "/comments")
                        .expect(200)
                        .text())
                .contains("On it.")
                .doesNotContain("friend");
        Until.holds(SOON, () -> assertThat(types(people.requester()))
                .contains("TICKET_COMMENTED", "TICKET_STATUS_CHANGED"));
    }

    @Test
    @Order(6)
    void theRequesterReopensItAndTheAgentLearnsOfIt() {
        move(people.requester().api(), "REOPENED");
        Until.holds(SOON, () -> assertThat(types(people.agent())).contains("TICKET_STATUS_CHANGED"));
    }

    @Test
    @Order(7)
    void theHistoryShowsEachChangeWithWhoAndWhy() {
        var rows = new ArrayList<JsonNode>();
        people.agent()
                .api()
                .get(ticket + "/history?limit=100")
                .expect(200)
                .body()
                .path("items")
                .forEach(rows::add);
        List<String> story = rows.stream()
                .filter(row -> !row.path("field").asText("").endsWith("DueAt")
                        && !row.path("field").asText("").equals("slaPolicyId"))
                .map(row -> row.path("field").asText("-") + " "
                        + row.path("newValue").asText("-") + " "
                        + name(row.path("changedBy").asText("-")))
                .toList();
        assertThat(story)
                .containsExactly(
                        "- NEW requester",
                        "status ESCALATED -",
                        "assigneeId " + people.agent().id() + " agent",
                        "status IN_PROGRESS agent",
                        "status RESOLVED agent",
                        "status REOPENED requester");
        assertThat(rows).allSatisfy(row -> assertThat(row.path("cause").asText())
                .as("%s", row)
                .isNotBlank()
                .isNotEqualTo("unknown"));
        assertThat(rows.stream().filter(row -> row.path("field").asText("").equals("responseDueAt")))
                .as("due dates that SLA has set")
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.path("cause").asText()).contains("sla"));
        assertThat(rows.stream().filter(row -> row.path("newValue").asText("").equals("ESCALATED")))
                .as("the move that the breach has made")
                .allSatisfy(row -> assertThat(row.path("cause").asText()).contains("sla"));
    }

    private void move(Api api, String to) {
        etag = api.get(ticket).expect(200).etag();
        Answer moved = api.with("If-Match", etag)
                .post(ticket + "/transitions", Map.of("to", to))
                .expect(200);
        assertThat(moved.string("status")).isEqualTo(to);
        etag = moved.etag();
    }

    private List<JsonNode> escalations() {
        var items = new ArrayList<JsonNode>();
        String id = ticket.substring(ticket.lastIndexOf('/') + 1);
        people.lead()
                .api()
                .get("/api/v1/escalations?ticketId=" + id)
                .expect(200)
                .body()
                .path("items")
                .forEach(items::add);
        return items;
    }

    private List<String> types(Organization.Member member) {
        return member.api()
                .get("/api/v1/notifications?limit=100")
                .expect(200)
                .body()
                .findValuesAsText("type");
    }

    private String name(String id) {
        Map<UUID, String> names = Map.of(
                people.agent().id(),
                "agent",
                people.requester().id(),
                "requester",
                people.lead().id(),
                "lead");
        return id.length() == 36 ? names.getOrDefault(UUID.fromString(id), id) : id;
    }

    private static boolean addressedTo(jakarta.mail.internet.MimeMessage mail, String address) {
        try {
            return java.util.Arrays.toString(mail.getAllRecipients()).contains(address);
        } catch (jakarta.mail.MessagingException e) {
            throw new AssertionError(e);
        }
    }
}
