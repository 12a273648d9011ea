package io.steward.ticket;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.testkit.TestTokens;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One organization with a requester and an agent, as clients of the API. */
public final class TicketApi {
    public static final String[] REQUESTER = {"ticket:create", "ticket:read", "ticket:comment", "ticket:reopen"};
    public static final String[] AGENT = {
        "ticket:create",
        "ticket:read",
        "ticket:read-all",
        "ticket:update",
        "ticket:assign",
        "ticket:transition",
        "ticket:reopen",
        "ticket:comment",
        "ticket:comment-internal"
    };

    public final UUID organization = UUID.randomUUID();
    public final UUID requester = UUID.randomUUID();
    public final UUID agent = UUID.randomUUID();

    public RequestSpecification asRequester() {
        return as(requester, REQUESTER);
    }

    public RequestSpecification asAgent() {
        return as(agent, AGENT);
    }

    /** What identity tells of a member. */
    public MemberSaved member(UUID person, boolean active, String... ticketPermissions) {
        return new MemberSaved(
                person,
                organization,
                "ann",
                "Ann",
                "ann@example.org",
                "en",
                List.of(),
                active,
                Instant.now(),
                true,
                List.of(ticketPermissions));
    }

    public RequestSpecification as(UUID account, String... permissions) {
        return given().contentType(ContentType.JSON).auth().oauth2(TestTokens.of(account, organization, permissions));
    }

    public static Map<String, Object> ticket(String title) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "incident");
        body.put("title", title);
        body.put("description", "It began this morning.");
        body.put("priority", "P1");
        body.put("category", "NETWORK");
        return body;
    }

    /** Opens a ticket as the requester; returns its id. */
    public String open(String title) {
        return asRequester()
                .body(ticket(title))
                .post("/api/v1/tickets")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    public ValidatableResponse move(RequestSpecification who, String id, long version, String to) {
        return who.header("If-Match", "\"" + version + "\"")
                .body(Map.of("to", to))
                .post("/api/v1/tickets/{id}/transitions", id)
                .then();
    }
}
