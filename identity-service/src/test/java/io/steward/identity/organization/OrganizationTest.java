package io.steward.identity.organization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.steward.events.CloudEventHeaders;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.TenantWall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class OrganizationTest {

    @Test
    void an_organization_gets_a_slug_and_is_told_under_its_own_id() {
        String name = "Zürich & Söhne " + UUID.randomUUID();

        String id = create(Map.of("name", name))
                .statusCode(201)
                .body("slug", startsWith("zurich-sohne-"))
                .extract()
                .path("id");

        People.with(People.adminToken())
                .get("/api/v1/organizations/{id}", id)
                .then()
                .statusCode(200)
                .body("name", equalTo(name));
        try (EventProbe probe = EventProbe.on(Topic.IDENTITY)) {
            var message = probe.await(record -> id.equals(record.key()));
            assertThat(EventProbe.header(message, CloudEventHeaders.TYPE))
                    .isEqualTo("steward.identity.organization_created.v1");
            assertThat(EventProbe.header(message, CloudEventHeaders.TENANT_ID)).isEqualTo(id);
            assertThat(EventProbe.header(message, CloudEventHeaders.SEQUENCE)).isEqualTo("1");
        }
    }

    @Test
    void a_creation_that_is_repeated_while_it_is_under_way_makes_one_organization() throws Exception {
        String token = People.adminToken();
        for (int round = 0; round < 5; round++) {
            String slug = "s-" + UUID.randomUUID();
            List<Callable<Response>> calls = Collections.nCopies(8, () -> People.with(token)
                    .header("Idempotency-Key", slug)
                    .body(Map.of("name", "At once", "slug", slug))
                    .post("/api/v1/organizations"));
            try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
                for (Future<Response> answer : clients.invokeAll(calls)) {
                    assertThat(answer.get().statusCode() == 201
                                    || "idempotency-in-flight"
                                            .equals(answer.get().path("code")))
                            .as(answer.get().asString())
                            .isTrue();
                }
            }
            assertThat(Database.value("SELECT count(*) FROM identity.organizations WHERE slug = ?", slug))
                    .isEqualTo(1L);
        }
    }

    @Test
    void a_taken_slug_is_refused_when_asked_for_and_evaded_when_not() {
        String slug = "s-" + UUID.randomUUID();
        create(Map.of("name", "One", "slug", slug)).statusCode(201).body("slug", equalTo(slug));

        create(Map.of("name", "Two", "slug", slug)).statusCode(409).body("code", equalTo("slug-taken"));
        create(Map.of("name", slug)).statusCode(201).body("slug", startsWith(slug + "-"));
        create(Map.of("name", "Three", "slug", "Not A Slug"))
                .statusCode(400)
                .body("code", equalTo("validation-failed"));
    }

    @Test
    void a_repeated_creation_finds_the_first_one() {
        String key = UUID.randomUUID().toString();
        Map<String, String> request = Map.of("name", "Once " + key);

        String first = People.with(People.adminToken())
                .header("Idempotency-Key", key)
                .body(request)
                .post("/api/v1/organizations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        People.with(People.adminToken())
                .header("Idempotency-Key", key)
                .body(request)
                .post("/api/v1/organizations")
                .then()
                .statusCode(201)
                .body("id", equalTo(first));

        assertThat(Database.value("SELECT count(*) FROM identity.organizations WHERE name = ?", request.get("name")))
                .isEqualTo(1L);
    }

    @Test
    void members_see_their_own_and_the_administrator_sees_all() {
        String own = People.organization();
        String other = People.organization();
        String token = People.token(People.person(own, "admin"));

        People.with(token).get("/api/v1/organizations").then().statusCode(200).body("items.id", contains(own));
        People.with(token).get("/api/v1/organizations/{id}", own).then().statusCode(200);
        People.with(token).get("/api/v1/organizations/{id}", other).then().statusCode(404);
        People.with(token)
                .body(Map.of("name", "Mine"))
                .post("/api/v1/organizations")
                .then()
                .statusCode(403);
        assertThat(all(People.adminToken())).contains(own, other);
    }

    private static List<String> all(String token) {
        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            var page = People.with(token)
                    .get("/api/v1/organizations?limit=200" + (cursor == null ? "" : "&cursor=" + cursor))
                    .then()
                    .statusCode(200)
                    .extract();
            ids.addAll(page.path("items.id"));
            cursor = page.path("nextCursor");
        } while (cursor != null);
        return ids;
    }

    @Test
    void every_table_of_an_organization_stands_behind_the_wall() {
        assertThat(TenantWall.tables("identity")).isGreaterThan(8);
        assertThat(TenantWall.gaps("identity")).isEmpty();

        Database.update("CREATE TABLE identity.unwalled (tenant_id uuid)");
        try {
            assertThat(TenantWall.gaps("identity")).containsExactly("unwalled");
        } finally {
            Database.update("DROP TABLE identity.unwalled");
        }
    }

    private static ValidatableResponse create(Map<String, String> request) {
        return People.with(People.adminToken())
                .body(request)
                .post("/api/v1/organizations")
                .then();
    }
}
