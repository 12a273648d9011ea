package io.steward.knowledge.article;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.steward.events.CloudEventHeaders;
import io.steward.events.KnowledgeEvent.ArticleDrafted;
import io.steward.events.KnowledgeEvent.ArticlePublished;
import io.steward.events.Topic;
import io.steward.knowledge.KnowledgeClient;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.StewardServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StewardServers.class)
class ArticleTest {
    private final UUID organization = UUID.randomUUID();
    private final KnowledgeClient lead = KnowledgeClient.of(organization, KnowledgeClient.LEAD);

    @Test
    void a_draft_has_a_place_a_version_its_tags_and_an_event() {
        Response drafted = lead.json(
                        Map.of("title", " Reset a password ", "body", "# How", "tags", List.of("b", "a", "b ")))
                .post("/api/v1/articles");
        drafted.then()
                .statusCode(201)
                .header("ETag", "\"1\"")
                .body("title", equalTo("Reset a password"))
                .body("status", equalTo("draft"))
                .body("visibility", equalTo("public"))
                .body("tags", contains("a", "b"))
                .body("authorId", equalTo(lead.account().toString()))
                .body("publishedAt", nullValue());
        lead.request()
                .get(drafted.header("Location"))
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("id", equalTo(drafted.path("id")))
                .body("body", equalTo("# How"))
                .body("tags", contains("a", "b"));

        try (EventProbe probe = EventProbe.on(Topic.KNOWLEDGE)) {
            ArticleDrafted event = probe.await(
                    ArticleDrafted.class, it -> it.articleId().toString().equals(drafted.path("id")));
            assertThat(event.authorId()).isEqualTo(lead.account());
        }
    }

    @Test
    void publishing_twice_is_one_edit_one_event_and_every_version_is_kept() {
        String id = lead.draft("Certificates", "How to renew", "tls");

        for (int time = 0; time < 2; time++) {
            lead.request()
                    .header("If-Match", "\"1\"")
                    .post("/api/v1/articles/{id}/publish", id)
                    .then()
                    .statusCode(200)
                    .header("ETag", "\"2\"")
                    .body("status", equalTo("published"))
                    .body("publishedVersion", equalTo(2))
                    .body("publishedAt", notNullValue())
                    .body("tags", contains("tls"));
        }
        assertThat(sequencesOf(id)).containsExactly("1", "2");
        try (EventProbe probe = EventProbe.on(Topic.KNOWLEDGE)) {
            ArticlePublished event = probe.await(
                    ArticlePublished.class, it -> it.articleId().toString().equals(id));
            assertThat(event.articleVersion()).isEqualTo(2);
            assertThat(event.tags()).containsExactly("tls");
        }
        assertThat(Database.rows(
                        "SELECT version, status, body, changed_by FROM knowledge.article_versions WHERE article_id = ? ORDER BY 1",
                        UUID.fromString(id)))
                .containsExactly(
                        List.of(1L, "draft", "How to renew", lead.account()),
                        List.of(2L, "published", "How to renew", lead.account()));
    }

    @Test
    void publishing_at_the_same_time_is_one_event() {
        String id = lead.draft("At once", "Text");

        List<CompletableFuture<Void>> attempts = Stream.generate(
                        () -> CompletableFuture.runAsync(() -> lead.publish(id)))
                .limit(6)
                .toList();
        attempts.forEach(CompletableFuture::join);

        assertThat(sequencesOf(id)).containsExactly("1", "2");
    }

    @Test
    void publishing_needs_the_version_that_was_seen_and_an_article_that_is_not_archived() {
        String id = lead.draft("Stale", "Text");

        publishing(id, "\"7\"").then().statusCode(412).body("code", equalTo("precondition-failed"));
        publishing(id, "nonsense").then().statusCode(412);
        Database.update(
                "UPDATE knowledge.kb_articles SET status = 'archived', version = 2 WHERE id = ?", UUID.fromString(id));
        publishing(id, "\"2\"").then().statusCode(409).body("code", equalTo("article-archived"));
        assertThat(sequencesOf(id)).containsExactly("1");
    }

    @Test
    void what_is_not_there_or_anothers_is_the_same_404() {
        String id = lead.draft("Ours", "Text");
        KnowledgeClient stranger = KnowledgeClient.of(UUID.randomUUID(), KnowledgeClient.LEAD);

        assertThat(stranger.read(id)).isEqualTo(404);
        stranger.request()
                .post("/api/v1/articles/{id}/publish", id)
                .then()
                .statusCode(404)
                .body("code", equalTo("not-found"));
        assertThat(lead.read(UUID.randomUUID().toString())).isEqualTo(404);
        assertThat(lead.read("garbage")).isEqualTo(404);
        assertThat(stranger.list()).isEmpty();
    }

    @Test
    void a_repeated_request_with_the_same_key_is_one_article() {
        Map<String, String> body = Map.of("title", "Once", "body", "Text");
        Response first = lead.json(body).header("Idempotency-Key", "k1").post("/api/v1/articles");
        Response again = lead.json(body).header("Idempotency-Key", "k1").post("/api/v1/articles");

        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.asString()).isEqualTo(first.asString());
        lead.json(Map.of("title", "Other", "body", "Text"))
                .header("Idempotency-Key", "k1")
                .post("/api/v1/articles")
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency-mismatch"));
        assertThat(lead.list()).containsExactly((String) first.path("id"));
    }

    @Test
    void a_list_goes_on_by_its_cursor_and_filters_by_status_and_tag() {
        KnowledgeClient other = KnowledgeClient.of(UUID.randomUUID(), KnowledgeClient.LEAD);
        String first = other.draft("One", "Text", "net");
        String second = other.draft("Two", "Text", "net", "mail");
        String third = other.publish(other.draft("Three", "Text"));

        Response page = other.request().queryParam("limit", 2).get("/api/v1/articles");
        page.then().body("items.id", contains(third, second)).body("nextCursor", notNullValue());
        other.request()
                .queryParam("limit", 2)
                .queryParam("cursor", page.<String>path("nextCursor"))
                .get("/api/v1/articles")
                .then()
                .body("items.id", contains(first))
                .body("nextCursor", nullValue());
        other.request()
                .queryParam("status", "draft,review")
                .get("/api/v1/articles")
                .then()
                .body("items.id", contains(second, first));
        other.request().queryParam("tag", "mail").get("/api/v1/articles").then().body("items.id", contains(second));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "{\"title\":\"x\"}",
                "{\"title\":\" \",\"body\":\"x\"}",
                "{\"title\":5,\"body\":\"x\"}",
                "{\"title\":\"x\",\"body\":\"x\",\"visibility\":\"secret\"}",
                "{\"title\":\"x\",\"body\":\"x\",\"authorId\":\"" + "00000000-0000-0000-0000-000000000001\"}",
                "{\"title\":\"x\",\"body\":\"x\",\"visibility\":\"team\"}",
                "{\"title\":\"x\",\"body\":\"x\",\"teamId\":\"00000000-0000-0000-0000-000000000001\"}",
                "{\"title\":\"x\",\"body\":\"x\",\"visibility\":\"team\",\"teamId\":\"7\"}",
                "{\"title\":\"x\",\"body\":\"x\",\"tags\":[\"\"]}",
                "{\"title\":\"x\",\"body\":\"x\",\"tags\":[null]}",
                "{\"title\":\"x\",\"body\":\"x\",\"tags\":\"a\"}",
                "{\"title\":\"a\\u0000b\",\"body\":\"x\"}",
                "{\"title\":\"x\",\"body\":\"a\\u0000b\"}",
                "{\"title\":\"x\",\"body\":\"x\",\"tags\":[\"a\\u0000b\"]}"
            })
    void a_bad_draft_is_a_problem_and_stores_nothing(String body) {
        KnowledgeClient author = KnowledgeClient.of(UUID.randomUUID(), KnowledgeClient.AUTHOR);

        author.request()
                .contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/articles")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", notNullValue())
                .body("traceId", notNullValue());
        assertThat(author.list()).isEmpty();
    }

    @Test
    void lengths_are_bounded() {
        lead.json(Map.of("title", "x".repeat(256), "body", "x"))
                .post("/api/v1/articles")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("title"));
        lead.json(Map.of("title", "x", "body", "x".repeat(100_001)))
                .post("/api/v1/articles")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("body"));
        lead.draft("x".repeat(255), ("wörter" + " ").repeat(14_000));
    }

    @Test
    void an_unknown_team_a_bad_filter_and_a_bad_cursor_are_problems() {
        lead.json(Map.of("title", "x", "body", "x", "visibility", "team", "teamId", UUID.randomUUID()))
                .post("/api/v1/articles")
                .then()
                .statusCode(422)
                .body("code", equalTo("unknown-reference"))
                .body("field", equalTo("teamId"));
        lead.request()
                .queryParam("status", "NEW")
                .get("/api/v1/articles")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-value"));
        lead.request()
                .queryParam("cursor", "%%%")
                .get("/api/v1/articles")
                .then()
                .statusCode(400);
        lead.request()
                .queryParam("limit", "many")
                .get("/api/v1/articles")
                .then()
                .statusCode(400);
        lead.request().queryParam("limit", 0).get("/api/v1/articles").then().statusCode(400);
    }

    @Test
    void each_operation_asks_for_its_permission() {
        String id = lead.draft("Rights", "Text");
        KnowledgeClient requester = KnowledgeClient.of(organization, KnowledgeClient.REQUESTER);
        KnowledgeClient author = KnowledgeClient.of(organization, KnowledgeClient.AUTHOR);
        KnowledgeClient nobody = KnowledgeClient.of(organization, "ticket:read");

        requester
                .json(Map.of("title", "x", "body", "x"))
                .post("/api/v1/articles")
                .then()
                .statusCode(403);
        author.request().post("/api/v1/articles/{id}/publish", id).then().statusCode(403);
        for (String path : List.of("", "/" + id, "/search?q=x", "/suggestions?title=x")) {
            nobody.request().get("/api/v1/articles" + path).then().statusCode(403);
            io.restassured.RestAssured.given()
                    .get("/api/v1/articles" + path)
                    .then()
                    .statusCode(401);
        }
    }

    private Response publishing(String id, String ifMatch) {
        return lead.request().header("If-Match", ifMatch).post("/api/v1/articles/{id}/publish", id);
    }

    private static List<String> sequencesOf(String id) {
        try (EventProbe probe = EventProbe.on(Topic.KNOWLEDGE)) {
            probe.await(message -> id.equals(message.key()));
            List<ConsumerRecord<String, byte[]>> all = probe.all(id, Duration.ofMillis(700));
            return all.stream()
                    .map(message -> EventProbe.header(message, CloudEventHeaders.SEQUENCE))
                    .toList();
        }
    }
}
