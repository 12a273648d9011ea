package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.steward.embedded.Topics;
import io.steward.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Somebody asks to be forgotten, and is: by every service, in every table, on every topic. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccountDeletionTest {
    private static final List<String> SCHEMAS = List.of("identity", "ticket", "sla", "notification", "knowledge");
    /** The job that repeats the last records looks every half minute, the broker's cleaner every quarter. */
    private static final Duration COMPACTED = Duration.ofSeconds(150);

    private final StewardStack stack = StewardStack.running();
    private final Api anyone = Api.of(stack);
    private final String mark = "forget" + Long.toString(System.nanoTime(), 36);
    private final List<String> personal = List.of(mark + "@steward.test", "user-" + mark, "Frieda Forgotten " + mark);
    private Organization people;
    private Api admin;
    private UUID person;
    private String token;

    @BeforeAll
    void somebody() throws Exception {
        compactSoon();
        people = Organization.founded(stack);
        admin = people.admin().api();
        // A service that has never read the keys has nothing to verify a token by while identity is away.
        for (String path :
                List.of("/api/v1/tickets", "/api/v1/sla/policies", "/api/v1/notifications", "/api/v1/articles")) {
            admin.get(path).expect(200);
        }
        restartIdentity(Map.of("STEWARD_DELETION_RETELL_AFTER", "PT5S"));
        person = admin.post(
                        "/api/v1/users",
                        Map.of(
                                "email", personal.get(0),
                                "username", personal.get(1),
                                "displayName", personal.get(2),
                                "password", Organization.PASSWORD,
                                "roles", List.of("l2")))
                .expect(201)
                .id();
        admin.post("/api/v1/teams/" + people.team() + "/members", Map.of("userId", person.toString(), "role", "MEMBER"))
                .expect(201);
        token = Organization.login(anyone, personal.get(0), Organization.PASSWORD)
                .string("accessToken");
    }

    @AfterAll
    void asBefore() {
        restartIdentity(Map.of());
    }

    @Test
    void anAccountIsForgottenOnceItsTicketsAreClosed() {
        Api own = anyone.as(token);
        own.patch("/api/v1/settings/me", own.get("/api/v1/settings/me").etag(), Map.of("theme", "dark"))
                .expect(200);
        Answer key =
                own.post("/api/v1/api-keys", StrangerRules.apiKey("script")).expect(201);
        Answer asked = own.post("/api/v1/tickets", people.ticket("asked for")).expect(201);
        Answer given = people.requester()
                .api()
                .post("/api/v1/tickets", people.ticket("given away"))
                .expect(201);
        String givenPath = "/api/v1/tickets/" + given.id();
        Until.holds(Duration.ofSeconds(15), () -> people.agent()
                .api()
                .patch(givenPath, people.agent().api().get(givenPath).etag(), Map.of("assigneeId", person.toString()))
                .expect(200));
        Until.holds(Duration.ofSeconds(15), () -> assertThat(
                        own.get("/api/v1/notifications").expect(200).body().path("items"))
                .isNotEmpty());

        refusedWhileATicketIsOpen(own);
        close(asked.id());
        erasedThoughTheTicketServiceIsAwayAtFirst();

        anyone.as(token).get("/api/v1/tickets").expectProblem(401, "session-ended");
        assertThat(anyone.as(key.string("key")).get("/api/v1/tickets").status()).isEqualTo(401);
        anyone.post("/api/v1/auth/login", Map.of("email", personal.get(0), "password", Organization.PASSWORD))
                .expectProblem(401, "login-failed");
        Until.holds(Duration.ofSeconds(20), () -> assertThat(
                        admin.get(givenPath).expect(200).string("assigneeId"))
                .isNull());
        assertThat(admin.get(givenPath + "/history").expect(200).text()).contains("assigneeId");
        assertThat(admin.get("/api/v1/tickets/" + asked.id()).expect(200).text())
                .contains(person.toString());
        Until.holds(Duration.ofSeconds(30), this::nothingIsInAnyTable);
        Until.holds(COMPACTED, this::nothingIsOnAnyTopic);
    }

    private void refusedWhileATicketIsOpen(Api own) {
        Answer refused = decided();
        refused.expectProblem(409, "open-tickets");
        assertThat(refused.body().path("openTickets").asInt()).isEqualTo(1);
        // Its sessions have ended; it is what it was for the rest.
        Until.holds(Duration.ofSeconds(3), () -> own.get("/api/v1/tickets").expectProblem(401, "session-ended"));
        Api again = anyone.as(Organization.login(anyone, personal.get(0), Organization.PASSWORD)
                .string("accessToken"));
        Until.holds(Duration.ofSeconds(15), () -> again.post("/api/v1/tickets", people.ticket("goes on"))
                .expect(201));
        String mine = again.get("/api/v1/tickets?q=goes")
                .expect(200)
                .body()
                .path("items")
                .get(0)
                .path("id")
                .asText();
        close(UUID.fromString(mine));
    }

    private void erasedThoughTheTicketServiceIsAwayAtFirst() {
        stack.service("ticket").kill();
        delete().expect(202);
        assertThat(admin.get("/api/v1/users/" + person + "/deletion")
                        .expect(200)
                        .string("state"))
                .isEqualTo("PENDING");
        stack.launch("ticket", Map.of());
        stack.awaitReady("ticket");
        Until.holds(Duration.ofSeconds(60), () -> assertThat(admin.get("/api/v1/users/" + person + "/deletion")
                        .expect(200)
                        .string("state"))
                .isEqualTo("ERASED"));
        delete().expect(204);
    }

    private Answer delete() {
        return admin.now("DELETE", "/api/v1/users/" + person, null);
    }

    /** Asks until it is decided: a slow machine answers 202 first. */
    private Answer decided() {
        return Until.value(Duration.ofSeconds(60), () -> {
            Answer answer = delete();
            assertThat(answer.status()).as("%s", answer).isNotEqualTo(202);
            return answer;
        });
    }

    private void close(UUID ticket) {
        String path = "/api/v1/tickets/" + ticket;
        // Answered before it is resolved, so that one event does not stop both clocks: what an event has caused is
        // counted elsewhere.
        admin.post(path + "/comments", Map.of("content", "done")).expect(201);
        for (String state : List.of("OPEN", "IN_PROGRESS", "RESOLVED", "CLOSED")) {
            Until.holds(Duration.ofSeconds(15), () -> {
                Answer now = admin.get(path).expect(200);
                if (!now.string("status").equals(state)) {
                    admin.with("If-Match", now.etag())
                            .post(path + "/transitions", Map.of("to", state))
                            .expect(200);
                }
            });
        }
    }

    private void nothingIsInAnyTable() {
        var tables = new Tables(stack);
        var soft = new SoftAssertions();
        for (Map<String, Object> table : tables.rows(
                "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables "
                        + "WHERE table_type = 'BASE TABLE' AND table_schema = ANY (string_to_array(?, ','))",
                String.join(",", SCHEMAS))) {
            for (String text : personal) {
                String plain = text.toLowerCase(Locale.ROOT);
                String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
                soft.assertThat(tables.number(
                                "SELECT count(*) FROM " + table.get("name")
                                        + " t WHERE strpos(lower(t::text), ?) > 0 OR strpos(t::text, ?) > 0",
                                plain,
                                hex))
                        .as("rows of %s with %s", table.get("name"), text)
                        .isZero();
            }
        }
        soft.assertAll();
    }

    private void nothingIsOnAnyTopic() {
        var soft = new SoftAssertions();
        Topics.all().forEach(topic -> TopicLog.texts(stack.kafka().bootstrapServers(), topic.name())
                .forEach(text -> soft.assertThat(text).as(topic.name()).doesNotContain(personal)));
        soft.assertAll();
    }

    private void restartIdentity(Map<String, String> extra) {
        stack.service("identity").kill();
        stack.launch("identity", extra);
        stack.awaitReady("identity");
    }

    /** Instead of within hours. */
    private void compactSoon() throws ExecutionException, InterruptedException {
        try (Admin kafka =
                Admin.create(Map.of("bootstrap.servers", stack.kafka().bootstrapServers()))) {
            kafka.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Topic.MEMBERS.topicName()),
                            Stream.of("max.compaction.lag.ms", "segment.ms")
                                    .map(name ->
                                            new AlterConfigOp(new ConfigEntry(name, "1000"), AlterConfigOp.OpType.SET))
                                    .toList()))
                    .all()
                    .get();
        }
    }
}
