package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.acceptance.Operations.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whatever is wrong with a request, the answer is a problem document that says so, with a stable code; it is never a 500. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final String TICKETS = "/api/v1/tickets";

    private final StewardStack stack = StewardStack.running();
    private Organization people;
    private Api requester;
    private Api agent;

    @BeforeAll
    void found() {
        people = Organization.founded(stack);
        requester = people.requester().api();
        agent = people.agent().api();
    }

    @Test
    void malformedJson() {
        requester.now("POST", TICKETS, "{\"title\": ").expectProblem(400, "malformed-json");
    }

    @Test
    void anUnknownProperty() {
        Answer answer = requester.post(TICKETS, with("tilte", "VPN")).expectProblem(400, "unknown-property");
        assertThat(answer.string("field")).isEqualTo("tilte");
    }

    @Test
    void aWrongType() {
        requester.post(TICKETS, with("title", List.of("VPN"))).expectProblem(400, "invalid-value");
        requester.post(TICKETS, with("teamId", "no uuid")).expectProblem(400, "invalid-value");
        requester.post(TICKETS, with("priority", "P9")).expectProblem(400, "invalid-value");
    }

    @Test
    void aTitleOfTenMegabytes() {
        requester.post(TICKETS, with("title", "x".repeat(10_000_000))).expectProblem(413, "body-too-large");
    }

    @Test
    void aTitleThatIsTooLongOrCannotBeStored() {
        requester.post(TICKETS, with("title", "x".repeat(256))).expectProblem(400, "validation-failed");
        Answer answer = requester.post(TICKETS, with("title", "a\u0000b"));
        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.code()).isIn("invalid-value", "validation-failed");
    }

    @Test
    void anUnknownStatus() {
        Answer ticket = opened();
        agent.with("If-Match", ticket.etag())
                .post(TICKETS + "/" + ticket.id() + "/transitions", Map.of("to", "DONE"))
                .expectProblem(400, "invalid-value");
        agent.get(TICKETS + "?status=DONE").expectProblem(400, "invalid-value");
    }

    @Test
    void aForbiddenMoveNamesTheAllowedOnes() {
        Answer ticket = opened();
        Answer answer = agent.with("If-Match", ticket.etag())
                .post(TICKETS + "/" + ticket.id() + "/transitions", Map.of("to", "CLOSED"))
                .expectProblem(409, "transition-not-allowed");
        assertThat(answer.body().path("allowed").toString()).contains("OPEN").doesNotContain("CLOSED");
    }

    @Test
    void anEditThatWouldLoseAnotherOne() {
        Answer ticket = opened();
        String path = TICKETS + "/" + ticket.id();
        agent.patch(path, ticket.etag(), Map.of("title", "first")).expect(200);
        agent.patch(path, ticket.etag(), Map.of("title", "second")).expectProblem(412, "precondition-failed");
        agent.now("PATCH", path, Api.json(Map.of("title", "third"))).expectProblem(428, "precondition-required");
        assertThat(agent.get(path).string("title")).isEqualTo("first");
    }

    @Test
    void whoeverHasNoToken() {
        Api nobody = Api.of(stack);
        nobody.get(TICKETS).expectProblem(401, "token-missing");
        nobody.as("not.a.token").get(TICKETS).expectProblem(401, "token-invalid");
        nobody.as(tampered(people.requester().token())).get(TICKETS).expectProblem(401, "token-invalid");
    }

    @Test
    void whoeverMayNot() {
        Answer ticket = opened();
        requester
                .patch(TICKETS + "/" + ticket.id(), ticket.etag(), Map.of("title", "mine"))
                .expectProblem(403, "forbidden");
        requester.post("/api/v1/teams", Map.of("name", "mine")).expectProblem(403, "forbidden");
        requester
                .post("/api/v1/sla/policies", Organization.policy("mine", "P1", "PT1S"))
                .expectProblem(403, "forbidden");
    }

    @Test
    void whatIsNotThere() {
        agent.get(TICKETS + "/" + UUID.randomUUID()).expectProblem(404, "not-found");
        agent.get("/api/v1/nothing").expectProblem(404, "route-not-found");
        Answer notAnId = agent.get(TICKETS + "/no-uuid");
        assertThat(notAnId.status()).as("%s", notAnId).isIn(400, 404);
        assertThat(notAnId.code()).isNotNull();
    }

    @Test
    void listsWithNonsense() {
        agent.get(TICKETS + "?cursor=nonsense").expectProblem(400, "invalid-cursor");
        agent.get(TICKETS + "?limit=many").expectProblem(400, "invalid-value");
        agent.get(TICKETS + "?limit=-1").expectProblem(400, "invalid-value");
    }

    @Test
    void aRepeatedKeyGivesTheFirstAnswer() {
        Api keyed = requester.with("Idempotency-Key", "key-" + UUID.randomUUID());
        Map<String, Object> body = people.ticket("unrepeatable");
        Answer first = keyed.post(TICKETS, body).expect(201);
        Answer again = keyed.post(TICKETS, body).expect(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        keyed.post(TICKETS, people.ticket("twice")).expectProblem(422, "idempotency-mismatch");
        assertThat(requester.get(TICKETS + "?q=unrepeatable").body().path("items"))
                .hasSize(1);
    }

    /** Each operation that takes a body is sent what makes no sense to it. */
    @Test
    void noBodyMakesAnyOperationFail() {
        List<String> bodies = List.of(
                "",
                "{",
                "null",
                "[]",
                "\"text\"",
                "17",
                "{}",
                "{\"nope\": 1}",
                "{\"title\": {\"a\": [1]}, \"name\": 7, \"email\": [], \"content\": null, \"to\": 5}",
                "{\"title\": \"\\u0000\", \"name\": \"\\u0000\", \"content\": \"\\u0000\", \"body\": \"\\ud800\"}",
                "[".repeat(5_000));
        String nowhere = UUID.randomUUID().toString();
        var soft = new SoftAssertions();
        int calls = 0;
        for (Operation operation : Operations.all(Api.of(stack))) {
            if (!operation.takesBody() || operation.path().endsWith("/logout")) {
                continue;
            }
            for (String body : bodies) {
                Answer answer = people.admin()
                        .api()
                        .with("If-Match", "\"1\"")
                        .now(operation.method(), operation.filledWith(nowhere), body);
                if (operation.method().equals("PATCH") && body.equals("{}") && answer.status() == 200) {
                    // A merge patch that changes nothing.
                    continue;
                }
                soft.assertThat(answer.status())
                        .as("%s with %.60s: %s", operation, body, answer)
                        .isBetween(400, 499);
                soft.assertThat(answer.code())
                        .as("code of %s with %.60s: %s", operation, body, answer)
                        .isNotNull();
                soft.assertThat(answer.text()).as("%s", operation).doesNotContain("Exception", "io.steward", "jackson");
                calls++;
            }
        }
        soft.assertAll();
        System.out.printf("Bad input: %d calls with bodies that make no sense%n", calls);
        assertThat(calls).isGreaterThan(90);
    }

    private Answer opened() {
        return requester.post(TICKETS, people.ticket("to be misused")).expect(201);
    }

    private Map<String, Object> with(String property, Object value) {
        var body = new HashMap<>(people.ticket("VPN is down"));
        body.put(property, value);
        return body;
    }

    /** Another payload under the old signature. */
    private static String tampered(String token) {
        String[] parts = token.split("\\.");
        char middle = parts[1].charAt(parts[1].length() / 2);
        String payload = parts[1].substring(0, parts[1].length() / 2)
                + (middle == 'A' ? 'B' : 'A')
                + parts[1].substring(parts[1].length() / 2 + 1);
        return parts[0] + "." + payload + "." + parts[2];
    }
}
