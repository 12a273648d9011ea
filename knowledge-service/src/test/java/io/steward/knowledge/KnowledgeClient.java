package io.steward.knowledge;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.steward.testkit.TestTokens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Someone of an organization who speaks to the service. */
public record KnowledgeClient(UUID account, UUID organization, String... permissions) {
    public static final String[] REQUESTER = {"article:read"};
    public static final String[] AGENT = {"article:read", "article:read-internal"};
    public static final String[] AUTHOR = {"article:read", "article:read-internal", "article:write"};
    public static final String[] LEAD = {"article:read", "article:read-internal", "article:write", "article:publish"};

    public static KnowledgeClient of(UUID organization, String... permissions) {
        return new KnowledgeClient(UUID.randomUUID(), organization, permissions);
    }

    public RequestSpecification request() {
        return given().auth().oauth2(TestTokens.of(account, organization, permissions));
    }

    public RequestSpecification json(Object body) {
        return request().contentType(ContentType.JSON).body(body);
    }

    /** Drafts a public article; returns its id. */
    public String draft(String title, String body, String... tags) {
        return draft(Map.of("title", title, "body", body, "tags", List.of(tags)));
    }

    public String draft(String title, String body, String visibility, UUID teamId) {
        Map<String, Object> request = new HashMap<>(Map.of("title", title, "body", body, "visibility", visibility));
        if (teamId != null) {
            request.put("teamId", teamId.toString());
        }
        return draft(request);
    }

    private String draft(Map<String, Object> request) {
        return json(request)
                .post("/api/v1/articles")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
    }

    public String publish(String id) {
        request()
                .post("/api/v1/articles/{id}/publish", id)
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200);
        return id;
    }

    public List<String> search(String query) {
        return request()
                .queryParam("q", query)
                .get("/api/v1/articles/search")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .extract()
                .path("items.id");
    }

    public List<String> suggestions(String title) {
        return request()
                .queryParam("title", title)
                .get("/api/v1/articles/suggestions")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .extract()
                .path("items.id");
    }

    public List<String> list() {
        return request()
                .queryParam("limit", 200)
                .get("/api/v1/articles")
                .then()
                .statusCode(200)
                .extract()
                .path("items.id");
    }

    public int read(String id) {
        return request().get("/api/v1/articles/{id}", id).statusCode();
    }
}
