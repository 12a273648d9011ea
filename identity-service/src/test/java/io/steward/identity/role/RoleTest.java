package io.steward.identity.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.steward.events.MemberEvent;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.EventProbe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
class RoleTest {
    private String organization;

    @BeforeEach
    void found() {
        organization = People.organization();
    }

    private RequestSpecification chief() {
        return People.with(People.token(People.person(organization, "admin")));
    }

    private static ValidatableResponse define(RequestSpecification who, String name, String... permissions) {
        return who.body(Map.of("name", name, "permissions", List.of(permissions)))
                .post("/api/v1/roles")
                .then();
    }

    private static ValidatableResponse change(
            RequestSpecification who, String id, long version, String... permissions) {
        return who.header("If-Match", "\"" + version + "\"")
                .body(Map.of("permissions", List.of(permissions)))
                .patch("/api/v1/roles/{id}", id)
                .then();
    }

    private static ValidatableResponse give(RequestSpecification who, Person whom, long version, String... roles) {
        return who.header("If-Match", "\"" + version + "\"")
                .body(Map.of("roles", List.of(roles)))
                .put("/api/v1/users/{id}/roles", whom.id())
                .then();
    }

    private static ValidatableResponse delete(RequestSpecification who, String id, long version) {
        return who.header("If-Match", "\"" + version + "\"")
                .delete("/api/v1/roles/{id}", id)
                .then();
    }

    @Test
    void a_role_of_the_organizations_own_is_defined_given_changed_taken_and_deleted() {
        String id = define(chief(), "Auditor", "ticket:read-all", "ticket:read")
                .statusCode(201)
                .header("ETag", "\"1\"")
                .body("shipped", equalTo(false))
                .body("permissions", contains("ticket:read", "ticket:read-all"))
                .extract()
                .path("id");
        Person person = People.person(organization, "requester");

        give(chief(), person, 1, "auditor")
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("roles", contains("Auditor"));
        People.with(People.token(person))
                .get("/api/v1/me")
                .then()
                .body("roles", contains("Auditor"))
                .body("permissions", containsInAnyOrder("ticket:read", "ticket:read-all"));

        change(chief(), id, 1, "article:read").statusCode(200).header("ETag", "\"2\"");
        People.with(People.token(person)).get("/api/v1/me").then().body("permissions", contains("article:read"));

        delete(chief(), id, 2)
                .statusCode(409)
                .body("code", equalTo("role-in-use"))
                .body("members", equalTo(1));
        give(chief(), person, 2).statusCode(200).body("roles", empty());
        delete(chief(), id, 2).statusCode(204);
        chief().get("/api/v1/roles/{id}", id).then().statusCode(404);
        give(chief(), person, 3, "Auditor").statusCode(422).body("code", equalTo("unknown-role"));
        People.with(People.token(person)).get("/api/v1/me").then().body("permissions", empty());
    }

    @Test
    void every_change_is_in_the_audit_log() {
        String id = define(chief(), "Watcher", "ticket:read")
                .statusCode(201)
                .extract()
                .path("id");
        change(chief(), id, 1, "ticket:read", "sla:read").statusCode(200);
        Person person = People.person(organization, "requester");
        give(chief(), person, 1, "Watcher").statusCode(200);
        give(chief(), person, 2).statusCode(200);
        delete(chief(), id, 2).statusCode(204);

        chief().get("/api/v1/audit-logs?resourceType=role")
                .then()
                .statusCode(200)
                .body("items.action", contains("role.deleted", "role.changed", "role.created"))
                .body("items[1].oldValues.permissions", contains("ticket:read"))
                .body("items[1].newValues.permissions", contains("sla:read", "ticket:read"));
        chief().get("/api/v1/audit-logs?action=account.roles-changed&resourceId=" + person.id())
                .then()
                .body("items.newValues.roles", contains(List.of(), List.of("Watcher")))
                .body("items.oldValues.roles", contains(List.of("Watcher"), List.of("requester")));
    }

    @Test
    void other_services_are_told_of_a_members_new_roles() {
        Person person = People.person(organization, "requester");
        give(chief(), person, 1, "l1", "lead").statusCode(200);
        String key = MemberEvent.keyOf(UUID.fromString(organization), UUID.fromString(person.id()))
                .toString();
        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            var told = probe.await(record -> key.equals(record.key())
                    && new String(record.value(), StandardCharsets.UTF_8).contains("\"lead\""));
            assertThat(new String(told.value(), StandardCharsets.UTF_8)).contains("\"l1\"");
        }
    }

    @Test
    void nobody_gets_or_gives_more_than_he_has() {
        define(chief(), "Staff", "role:manage", "role:assign", "user:read", "ticket:read")
                .statusCode(201);
        Person member = People.person(organization, "Staff");
        Person admin = People.person(organization, "admin");
        String token = People.token(member);
        String adminRole = roleId("admin");
        String staff = roleId("Staff");

        define(People.with(token), "Mightier", "ticket:read", "sla:manage")
                .statusCode(403)
                .body("code", equalTo("role-escalation"))
                .body("permissions", contains("sla:manage"));
        change(People.with(token), staff, 1, "role:manage", "user:create").statusCode(403);
        change(People.with(token), adminRole, 1, "ticket:read")
                .statusCode(403)
                .body("code", equalTo("role-escalation"));
        give(People.with(token), member, 1, "Staff", "admin").statusCode(403);
        give(People.with(token), admin, 1).statusCode(403).body("role", equalTo("admin"));
        delete(People.with(token), adminRole, 1).statusCode(403);

        define(People.with(token), "Lesser", "ticket:read").statusCode(201);
        give(People.with(token), member, 1, "Staff", "Lesser").statusCode(200);
        People.with(People.token(admin)).get("/api/v1/me").then().body("roles", contains("admin"));
        People.with(People.token(member))
                .get("/api/v1/me")
                .then()
                .body("permissions", not(hasItem("sla:manage")))
                .body("permissions", hasItems("role:manage", "ticket:read"));
    }

    @Test
    void without_the_permission_there_is_no_managing() {
        Person lead = People.person(organization, "lead");
        String token = People.token(lead);
        define(People.with(token), "Mine", "ticket:read").statusCode(403).body("code", equalTo("forbidden"));
        change(People.with(token), roleId("l1"), 1, "ticket:read").statusCode(403);
        delete(People.with(token), roleId("l1"), 1).statusCode(403);
        give(People.with(token), lead, 1, "admin").statusCode(403);
    }

    @Test
    void bad_wishes_are_told_apart() {
        define(chief(), "X", "ticket:fly").statusCode(422).body("code", equalTo("unknown-permission"));
        define(chief(), "X", "installation:admin").statusCode(422);
        define(chief(), "ADMIN", "ticket:read").statusCode(409).body("code", equalTo("role-name-taken"));
        define(chief(), "<b>", "ticket:read").statusCode(400);
        chief().body(Map.of("name", "X", "permissions", List.of(), "shipped", true))
                .post("/api/v1/roles")
                .then()
                .statusCode(400)
                .body("code", equalTo("unknown-property"));
        String id = roleId("l1");
        chief().body(Map.of("permissions", List.of()))
                .patch("/api/v1/roles/{id}", id)
                .then()
                .statusCode(428);
        change(chief(), id, 7, "ticket:read").statusCode(412);
        delete(chief(), id, 1).statusCode(409).body("code", equalTo("role-shipped"));
        Person person = People.person(organization, "requester");
        give(chief(), person, 9, "l1").statusCode(412);
        give(chief(), new Person(UUID.randomUUID().toString(), "", ""), 1, "l1").statusCode(404);
    }

    @Test
    void another_organizations_roles_and_members_are_not_there() {
        String elsewhere = People.organization();
        Person stranger = People.person(elsewhere, "requester");
        RequestSpecification foreign = People.admin(elsewhere);
        String theirs = define(foreign, "Theirs", "ticket:read")
                .statusCode(201)
                .extract()
                .path("id");
        chief().get("/api/v1/roles/{id}", theirs).then().statusCode(404);
        change(chief(), theirs, 1, "ticket:read").statusCode(404);
        delete(chief(), theirs, 1).statusCode(404);
        give(chief(), stranger, 1, "requester").statusCode(404);
        Person own = People.person(organization, "requester");
        give(chief(), own, 1, "Theirs").statusCode(422);
    }

    @Test
    void of_changes_at_once_one_counts() throws Exception {
        String id = define(chief(), "Contended", "ticket:read")
                .statusCode(201)
                .extract()
                .path("id");
        String token = People.token(People.person(organization, "admin"));
        List<Callable<Integer>> changes = new ArrayList<>();
        for (String permission : List.of("ticket:read", "ticket:update", "sla:read", "article:read", "team:read")) {
            changes.add(() ->
                    change(People.with(token), id, 1, permission).extract().statusCode());
        }
        List<Integer> answers = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(changes.size())) {
            for (Future<Integer> answer : clients.invokeAll(changes)) {
                answers.add(answer.get());
            }
        }
        assertThat(answers).containsExactlyInAnyOrder(200, 412, 412, 412, 412);
    }

    private String roleId(String name) {
        return chief().get("/api/v1/roles")
                .then()
                .statusCode(200)
                .extract()
                .path("items.find { it.name == '" + name + "' }.id");
    }

    @Test
    void a_demoted_administrators_token_changes_nothing_any_more() {
        Person demoted = People.person(organization, "admin");
        Person accomplice = People.person(organization, "requester");
        String old = People.token(demoted);
        give(chief(), demoted, 1, "requester").statusCode(200);

        give(People.with(old), accomplice, 1, "admin").statusCode(403).body("code", equalTo("roles-changed"));
        define(People.with(old), "Backdoor", "ticket:read").statusCode(403).body("code", equalTo("roles-changed"));
        People.with(old).get("/api/v1/me").then().statusCode(200);
        give(People.with(People.token(demoted)), accomplice, 1, "admin")
                .statusCode(403)
                .body("code", equalTo("forbidden"));
    }
}
