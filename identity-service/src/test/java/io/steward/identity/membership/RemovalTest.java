package io.steward.identity.membership;

import static io.steward.identity.profile.Changes.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.events.CloudEventHeaders;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.IdentityEvent.TeamMemberRemoved;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.session.Logins;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class RemovalTest {
    private String organization;
    private Person admin;
    private Person person;

    @BeforeEach
    void people() {
        organization = People.organization();
        admin = People.person(organization, "admin");
        person = People.person(organization, "l1");
    }

    @Test
    void who_is_removed_has_no_role_team_session_or_key_here_and_all_of_it_elsewhere() {
        String elsewhere = People.organization();
        join(person, elsewhere, "lead");
        String team = team("Network");
        add(team, person).statusCode(201);
        Logins session = Logins.of(person);
        String key = People.with(session.accessToken())
                .body(Map.of("name", "ci", "scopes", List.of("ticket:read"), "password", People.PASSWORD))
                .post("/api/v1/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        remove(People.token(admin), person).statusCode(204);

        People.admin(organization).get("/api/v1/users/{id}", person.id()).then().statusCode(404);
        People.admin(organization)
                .get("/api/v1/teams/{id}/members", team)
                .then()
                .body("items", equalTo(List.of()));
        session.refresh().statusCode(401);
        assertThat(Database.value(
                        "SELECT end_reason FROM identity.user_sessions WHERE id = ?::uuid", session.session()))
                .isEqualTo("LEFT_ORGANIZATION");
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.user_roles WHERE user_id = ?::uuid AND tenant_id = ?::uuid",
                        person.id(),
                        organization))
                .isEqualTo(0L);
        try (EventProbe probe = EventProbe.on(Topic.REVOCATIONS)) {
            probe.await(record -> session.session().equals(record.key()));
            probe.await(record -> key.equals(record.key()));
        }
        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            MemberSaved saved = probe.await(
                    MemberSaved.class, told -> told.userId().toString().equals(person.id()) && !told.active());
            assertThat(saved.organizationId()).hasToString(organization);
            assertThat(saved.roles()).isEmpty();
            assertThat(saved.email()).isEqualTo(person.email());
        }
        try (EventProbe probe = EventProbe.on(Topic.IDENTITY)) {
            probe.await(
                    TeamMemberRemoved.class,
                    told -> told.teamId().toString().equals(team)
                            && told.userId().toString().equals(person.id()));
            assertThat(probe.all(team, Duration.ofMillis(300)))
                    .extracting(record -> EventProbe.header(record, CloudEventHeaders.SEQUENCE))
                    .containsExactly("1", "2", "3");
        }
        People.with(People.token(person))
                .get("/api/v1/me")
                .then()
                .body("organizationId", equalTo(elsewhere))
                .body("organizations.id", contains(elsewhere))
                .body("roles", contains("lead"));
        remove(People.token(admin), person).statusCode(404);
    }

    @Test
    void somebody_leaves_by_himself_and_no_key_does_it_for_him() {
        String key = People.with(People.token(person))
                .body(Map.of("name", "ci", "scopes", List.of("ticket:read"), "password", People.PASSWORD))
                .post("/api/v1/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("key");
        String ofKey = People.anonymous()
                .header("X-Steward-Gateway-Secret", IdentityServers.GATEWAY_SECRET)
                .body(Map.of("key", key))
                .post("/internal/v1/api-keys/exchange")
                .then()
                .statusCode(200)
                .extract()
                .path("accessToken");
        remove(ofKey, person).statusCode(403).body("code", equalTo("session-required"));

        remove(People.token(person), person).statusCode(204);
        // He is somebody without any organization, too.
        People.with(People.token(person))
                .get("/api/v1/me")
                .then()
                .statusCode(200)
                .body("email", equalTo(person.email()))
                .body("organizations", empty());
    }

    @Test
    void the_last_administrator_stays_and_nobody_removes_whom_he_may_not() {
        Person elsewhere = People.person(People.organization(), "admin");

        remove(People.token(admin), admin).statusCode(409).body("code", equalTo("last-administrator"));
        People.admin(organization)
                .delete("/api/v1/users/{id}/membership", admin.id())
                .then()
                .statusCode(409)
                .body("code", equalTo("last-administrator"));
        remove(People.token(person), admin).statusCode(403).body("code", equalTo("forbidden"));
        People.admin(organization)
                .body(Map.of("name", "Clerk", "permissions", List.of("user:update")))
                .post("/api/v1/roles")
                .then()
                .statusCode(201);
        Person clerk = People.person(organization, "Clerk");
        remove(People.token(clerk), admin).statusCode(403).body("code", equalTo("account-mightier"));
        remove(People.token(elsewhere), person).statusCode(404);
        remove(People.token(admin), new Person(UUID.randomUUID().toString(), "", ""))
                .statusCode(404);
        People.person(organization, "admin");
        remove(People.token(admin), admin).statusCode(204);
    }

    @Test
    void roles_are_not_taken_from_the_last_administrator_either() {
        Person second = People.person(organization, "admin");
        String token = People.token(admin);

        give(token, second, "l1").statusCode(200);
        give(token, admin, "l1").statusCode(409).body("code", equalTo("last-administrator"));
        give(token, admin, "admin", "lead").statusCode(200).body("roles", contains("admin", "lead"));
    }

    @Test
    void who_is_removed_while_he_joins_a_team_is_in_none() throws Exception {
        String token = People.token(admin);
        Person joining = People.person(organization, "l1");
        String team = team("Network");
        Callable<Integer> removal = () -> remove(token, joining).extract().statusCode();
        Callable<Integer> addition = () -> add(team, joining).extract().statusCode();
        try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
            Future<Integer> removed;
            Future<Integer> added;
            try (HeldLog log = new HeldLog(organization)) {
                removed = clients.submit(removal);
                log.await(1);
                added = clients.submit(addition);
                log.await(2);
            }
            assertThat(removed.get()).isEqualTo(204);
            assertThat(added.get()).isEqualTo(404);
        }
    }

    @Test
    void who_joins_a_team_while_he_is_removed_leaves_it() throws Exception {
        String token = People.token(admin);
        Person joining = People.person(organization, "l1");
        String team = team("Network");
        Callable<Integer> removal = () -> remove(token, joining).extract().statusCode();
        Callable<Integer> addition = () -> add(team, joining).extract().statusCode();
        try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
            Future<Integer> removed;
            Future<Integer> added;
            try (HeldLog log = new HeldLog(organization)) {
                added = clients.submit(addition);
                log.await(1);
                removed = clients.submit(removal);
                log.await(2);
            }
            assertThat(added.get()).isEqualTo(201);
            assertThat(removed.get()).isEqualTo(204);
        }
        assertThat(Database.value("SELECT version FROM identity.teams WHERE id = ?::uuid", team))
                .as("both are told")
                .isEqualTo(3L);
    }

    private static ValidatableResponse remove(String token, Person who) {
        return People.with(token)
                .delete("/api/v1/users/{id}/membership", who.id())
                .then();
    }

    private static ValidatableResponse give(String token, Person person, String... roles) {
        Object version = Database.value("SELECT version FROM identity.users WHERE id = ?::uuid", person.id());
        return People.with(token)
                .header("If-Match", "\"" + version + "\"")
                .body(Map.of("roles", List.of(roles)))
                .put("/api/v1/users/{id}/roles", person.id())
                .then();
    }

    private String team(String name) {
        return People.admin(organization)
                .body(Map.of("name", name))
                .post("/api/v1/teams")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private ValidatableResponse add(String team, Person who) {
        return People.admin(organization)
                .body(Map.of("userId", who.id(), "role", "lead"))
                .post("/api/v1/teams/{id}/members", team)
                .then();
    }
}
