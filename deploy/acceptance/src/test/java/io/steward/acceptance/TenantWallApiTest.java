package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.acceptance.Operations.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A stranger who holds every permission of another organization calls each operation with the ids of this one, and is answered as if
 * nothing were there. An operation that no rule speaks of fails the test: whoever adds one says here what a stranger gets.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TenantWallApiTest {
    private static final UUID NOWHERE = UUID.fromString("01890000-0000-7000-8000-000000000000");

    private final StewardStack stack = StewardStack.running();
    private final Api anyone = Api.of(stack);
    private Organization ours;
    private Organization theirs;
    /** What stands for a path's parameter. */
    private final Map<String, String> ourIds = new HashMap<>();
    /** None of these may ever be in an answer to a stranger. */
    private final Set<String> secrets = new HashSet<>();

    @BeforeAll
    void oursHasOneOfEach() {
        ours = Organization.founded(stack);
        theirs = Organization.founded(stack);
        Api admin = ours.admin().api();
        UUID policy = admin.post("/api/v1/sla/policies", Organization.policy("confidential policy", "P1", "PT1S"))
                .expect(201)
                .id();
        var body = new HashMap<>(ours.ticket("confidential ticket"));
        body.put("priority", "P1");
        Answer ticket = ours.requester().api().post("/api/v1/tickets", body).expect(201);
        String path = "/api/v1/tickets/" + ticket.id();
        ours.agent()
                .api()
                .post(path + "/comments", Map.of("content", "confidential comment"))
                .expect(201);
        UUID article = admin.post("/api/v1/articles", Map.of("title", "confidential article", "body", "confidential"))
                .expect(201)
                .id();
        admin.post("/api/v1/articles/" + article + "/publish", Map.of()).expect(200);
        ourIds.putAll(Map.of(
                "organizations", ours.id().toString(),
                "users", ours.agent().id().toString(),
                "teams", ours.team().toString(),
                "tickets", ticket.id().toString(),
                "sla/tickets", ticket.id().toString(),
                "sla/policies", policy.toString(),
                "articles", article.toString()));
        ourIds.put("sessions", first(admin, "/api/v1/sessions"));
        ourIds.put("roles", first(admin, "/api/v1/roles"));
        ourIds.put(
                "api-keys",
                admin.post("/api/v1/api-keys", StrangerRules.apiKey("confidential key"))
                        .expect(201)
                        .string("id"));
        ourIds.put(
                "invitations",
                admin.post("/api/v1/invitations", StrangerRules.invitation("invited-" + ours.id() + "@steward.test"))
                        .expect(201)
                        .string("id"));
        ourIds.put(
                "git-connections",
                admin.post("/api/v1/git-connections", StrangerRules.gitConnection("https://git.ours.test"))
                        .expect(201)
                        .string("id"));
        ourIds.put("teams/{id}/members", ours.agent().id().toString());
        ourIds.put("settings/admin", "session.idle-limit");
        ourIds.put("notifications", first(ours.lead().api(), "/api/v1/notifications"));
        // The agent's comment has stopped the clock of that ticket; another one runs out.
        UUID late =
                ours.requester().api().post("/api/v1/tickets", body).expect(201).id();
        ourIds.put("escalations", first(ours.lead().api(), "/api/v1/escalations?ticketId=" + late));
        secrets.addAll(ourIds.values());
        // A name that all organizations have.
        secrets.remove(ourIds.get("settings/admin"));
        secrets.addAll(Set.of("confidential", late.toString()));
        Stream.of(ours.admin(), ours.lead(), ours.agent(), ours.requester()).forEach(member -> {
            secrets.add(member.id().toString());
            secrets.add(member.email());
        });
    }

    @Test
    @Order(1)
    void aStrangerGetsNothingFromAnyOperation() {
        List<Operation> operations = Operations.all(anyone);
        Map<String, Rule> rules = new StrangerRules(ourIds, theirs).all();
        assertThat(operations).hasSizeGreaterThanOrEqualTo(35);
        assertThat(operations.stream().map(Operation::toString).filter(name -> !rules.containsKey(name)))
                .as("operations without a rule for strangers")
                .isEmpty();
        assertThat(rules.keySet())
                .as("rules without an operation")
                .isSubsetOf(operations.stream().map(Operation::toString).toList());
        var soft = new SoftAssertions();
        for (Operation operation : operations) {
            Rule rule = rules.get(operation.toString());
            soft.assertThatCode(() -> check(operation, rule))
                    .as("%s", operation)
                    .doesNotThrowAnyException();
        }
        soft.assertAll();
        nothingOfOursHasChanged();
        System.out.printf("Tenant wall: %d operations called by a stranger%n", operations.size());
    }

    /** Else the 404s would prove nothing. */
    @Test
    @Order(2)
    void toUsItIsAllThere() {
        for (Operation operation : Operations.all(anyone)) {
            if (operation.method().equals("GET")
                    && operation.hasId()
                    && !operation.path().endsWith("/deletion")) {
                admin().get(operation.filled(ourIds)).expect(200);
            }
        }
        ours.lead()
                .api()
                .post("/api/v1/notifications/" + ourIds.get("notifications") + "/read", Map.of())
                .expect(200);
        ours.lead()
                .api()
                .post("/api/v1/escalations/" + ourIds.get("escalations") + "/acknowledge", Map.of())
                .expect(200);
    }

    /** The header is for administrators of the installation; from anybody else it is refused, whatever is asked for. */
    @Test
    @Order(2)
    void aStrangerMayNotActInOurs() {
        for (Operation operation : Operations.all(anyone)) {
            if (operation.method().equals("GET")
                    && !operation.isPublic()
                    && !operation.path().contains("/stream")) {
                Answer answer = stranger().in(ours.id()).get(operation.filled(ourIds));
                assertThat(answer.status()).as("%s", answer).isIn(403, 404, 200);
                assertThat(answer.text()).as("%s", answer).doesNotContain(secrets);
            }
        }
        stranger().in(ours.id()).get("/api/v1/tickets").expectProblem(403, "organization-forbidden");
        stranger()
                .in(ours.id())
                .post("/api/v1/tickets", ours.ticket("intruder"))
                .expectProblem(403, "organization-forbidden");
    }

    @Test
    @Order(2)
    void aStrangersStreamHasNothingOfOurs() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(stack.gateway() + "/api/v1/notifications/stream"))
                .header("Authorization", "Bearer " + theirs.lead().token())
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", "0")
                .build();
        HttpResponse<java.io.InputStream> stream =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        var seen = new ArrayList<String>();
        CompletableFuture<Void> theirOwn =
                CompletableFuture.runAsync(() -> readUntil(stream.body(), seen, "their own ticket"));
        ours.requester()
                .api()
                .post("/api/v1/tickets", ours.ticket("confidential again"))
                .expect(201);
        Until.holds(Duration.ofSeconds(10), () -> assertThat(
                        ours.lead().api().get("/api/v1/notifications?limit=100").text())
                .contains("confidential again"));
        theirs.requester()
                .api()
                .post("/api/v1/tickets", theirs.ticket("their own ticket"))
                .expect(201);
        theirOwn.get(10, TimeUnit.SECONDS);
        assertThat(String.join("\n", seen)).contains("their own ticket").doesNotContain(secrets);
    }

    private void check(Operation operation, Rule rule) {
        switch (rule) {
            case Rule.NotThere notThere -> {
                Answer answer = call(stranger(), operation, operation.filled(ourIds), notThere.body());
                answer.expectProblem(404, "not-found");
                var nowhere = new HashMap<String, String>();
                ourIds.keySet().forEach(name -> nowhere.put(name, NOWHERE.toString()));
                Answer never = call(stranger(), operation, operation.filled(nowhere), notThere.body());
                assertThat(withoutTrace(answer)).isEqualTo(withoutTrace(never));
                assertClean(answer);
            }
            case Rule.NothingOfOurs list -> {
                Answer answer = stranger().get(operation.path() + list.query()).expect(200);
                // Who asked for an id may find it in the answer's own links; whatever else is ours may not be there.
                assertThat(answer.text()).as("%s", answer).doesNotContain(secrets);
            }
            case Rule.Forbidden forbidden ->
                assertClean(call(stranger(), operation, operation.path(), forbidden.body())
                        .expectProblem(403, "forbidden"));
            case Rule.UnknownReference reference -> {
                Answer answer = call(stranger(), operation, operation.path(), naming(reference, reference.ours()));
                Answer never = call(stranger(), operation, operation.path(), naming(reference, NOWHERE.toString()));
                assertThat(answer.status()).as("%s", answer).isIn(400, 404, 422);
                assertThat(withoutTrace(answer).replace(reference.ours(), "<id>"))
                        .isEqualTo(withoutTrace(never).replace(NOWHERE.toString(), "<id>"));
            }
            case Rule.OwnAlone own ->
                assertClean(call(stranger(), operation, operation.path(), own.body())
                        .expect(201));
            case Rule.Elsewhere elsewhere -> assertThat(elsewhere.where()).isNotBlank();
        }
    }

    private static Map<String, Object> naming(Rule.UnknownReference reference, String id) {
        var body = new HashMap<>(reference.body());
        if (reference.field().equals("escalationLevels")) {
            body.put("escalationLevels", List.of(Map.of("level", 1, "target", id, "afterMinutes", 0)));
        } else {
            body.put(reference.field(), id);
            if (body.containsKey("body")) {
                body.put("visibility", "team");
            }
        }
        return body;
    }

    private static Answer call(Api api, Operation operation, String path, Map<String, Object> body) {
        Api caller = operation.method().equals("GET") ? api : api.with("If-Match", "\"1\"");
        return caller.now(operation.method(), path, body == null ? null : Api.json(body));
    }

    private void assertClean(Answer answer) {
        assertThat(answer.text()).as("%s", answer).doesNotContain(secrets);
    }

    private void nothingOfOursHasChanged() {
        Answer ticket = admin().get("/api/v1/tickets/" + ourIds.get("tickets")).expect(200);
        assertThat(ticket.string("title")).isEqualTo("confidential ticket");
        assertThat(ticket.string("status")).isEqualTo("NEW");
        assertThat(admin().get("/api/v1/tickets/" + ticket.id() + "/comments").text())
                .doesNotContain("theirs");
        assertThat(admin().get("/api/v1/teams/" + ours.team() + "/members").text())
                .doesNotContain(theirs.agent().id().toString());
        assertThat(ours.lead().api().get("/api/v1/notifications?unread=true").text())
                .contains(ourIds.get("notifications"));
        assertThat(admin().get("/api/v1/escalations").body().findValuesAsText("acknowledgedBy"))
                .allMatch(by -> by.isEmpty() || by.equals("null"));
    }

    private static String withoutTrace(Answer answer) {
        return answer.status() + answer.text().replaceAll("\"traceId\":\"[^\"]*\"", "");
    }

    private static String first(Api api, String list) {
        return Until.value(Duration.ofSeconds(15), () -> {
            var items = api.get(list).expect(200).body().path("items");
            assertThat(items).as("%s", list).isNotEmpty();
            return items.get(0).path("id").asText();
        });
    }

    private static void readUntil(java.io.InputStream stream, List<String> seen, String last) {
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                seen.add(line);
                if (line.contains(last)) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Api admin() {
        return ours.admin().api();
    }

    private Api stranger() {
        return theirs.admin().api();
    }
}
