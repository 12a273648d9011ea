package io.steward.notification.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.notification.MailPort;
import io.steward.notification.Organization;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.steward.testkit.StewardServers;
import io.steward.testkit.TestTokens;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
@WithTestResource(MailPort.class)
class FeedTest {
    private static final String FEED = "/api/v1/notifications";

    private final UUID ticket = UUID.randomUUID();
    private Organization organization;

    @BeforeEach
    void start() {
        organization = Organization.founded();
    }

    @AfterEach
    void stop() {
        organization.close();
    }

    @Test
    void a_notification_is_read_once_and_stays_read() {
        organization.send(organization.created(ticket, "VPN is down"), 1);
        String id = feed(1).getString("items[0].id");

        String readAt = markRead(organization.lead, id);

        assertThat(markRead(organization.lead, id)).isEqualTo(readAt);
        lead().get(FEED + "?unread=true").then().statusCode(200).body("items", hasSize(0));
        lead().get(FEED + "?unread=false").then().statusCode(200).body("items[0].read", equalTo(true));
    }

    @Test
    void nobody_sees_or_marks_anothers_notification() {
        organization.send(organization.created(ticket, "VPN is down"), 1);
        String id = feed(1).getString("items[0].id");

        organization.as(organization.agent).get(FEED).then().statusCode(200).body("items", hasSize(0));
        organization
                .as(organization.agent)
                .post(FEED + "/{id}/read", id)
                .then()
                .statusCode(404)
                .body("code", equalTo("not-found"));
        RestAssured.given()
                .auth()
                .oauth2(TestTokens.of(organization.lead, UUID.randomUUID(), NotificationResource.READ))
                .post(FEED + "/{id}/read", id)
                .then()
                .statusCode(404);
        assertThat(feed(1).getBoolean("items[0].read")).isFalse();
    }

    @Test
    void the_feed_is_paged_newest_first() {
        for (int sequence = 1; sequence <= 3; sequence++) {
            organization.send(organization.created(UUID.randomUUID(), "Ticket " + sequence), 1);
            feed(sequence);
        }

        JsonPath first =
                lead().get(FEED + "?limit=2").then().statusCode(200).extract().jsonPath();
        JsonPath second = lead().queryParam("cursor", first.getString("nextCursor"))
                .get(FEED + "?limit=2")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(first.getList("items.title", String.class).getFirst()).endsWith("Ticket 3");
        assertThat(second.getList("items.title", String.class))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("Ticket 1");
        assertThat(second.getString("nextCursor")).isNull();
    }

    @Test
    void an_inactive_person_is_not_told() {
        organization.join(organization.agent, false, 2);
        Eventually.check(() -> assertThat(Database.value(
                        "SELECT count(*) FROM notification.person WHERE tenant_id = ? AND NOT active", organization.id))
                .isEqualTo(1L));
        organization.send(organization.assigned(ticket, "VPN is down"), 1);
        // A later event of the same ticket: when it is through, so is the one before.
        organization.send(organization.created(ticket, "VPN is down"), 2);
        feed(1);

        organization.as(organization.agent).get(FEED).then().body("items", hasSize(0));
    }

    @Test
    void who_is_known_a_moment_later_than_the_event_is_told_all_the_same() {
        UUID newcomer = UUID.randomUUID();
        var assigned = organization.assigned(ticket, "VPN is down");
        organization.send(
                new TicketAssigned(
                        ticket,
                        assigned.number(),
                        assigned.title(),
                        assigned.requesterId(),
                        null,
                        newcomer,
                        organization.lead,
                        assigned.changedAt()),
                1);
        organization.join(newcomer, true, 1);

        Eventually.check(() -> organization.as(newcomer).get(FEED).then().body("items", hasSize(1)));
    }

    @Test
    void bad_input_is_a_problem_with_a_code() {
        for (String query : List.of("unread=maybe", "limit=0", "limit=201", "cursor=x")) {
            lead().get(FEED + "?" + query).then().statusCode(400).contentType("application/problem+json");
        }
        lead().post(FEED + "/{id}/read", "not-an-id").then().statusCode(404);
        RestAssured.get(FEED).then().statusCode(401);
        RestAssured.given()
                .auth()
                .oauth2(TestTokens.of(organization.lead, organization.id, "ticket:read"))
                .get(FEED)
                .then()
                .statusCode(403);
    }

    private JsonPath feed(int size) {
        return Eventually.value(() -> lead().get(FEED)
                .then()
                .statusCode(200)
                .body("items", hasSize(size))
                .extract()
                .jsonPath());
    }

    private String markRead(UUID person, String id) {
        return organization
                .as(person)
                .post(FEED + "/{id}/read", id)
                .then()
                .statusCode(200)
                .body("read", equalTo(true))
                .extract()
                .path("readAt");
    }

    private RequestSpecification lead() {
        return organization.as(organization.lead);
    }
}
