package io.steward.identity.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.CloudEventHeaders;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.MemberEvent;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class AccountTest {
    private String organization;

    @BeforeEach
    void organization() {
        organization = People.organization();
    }

    @Test
    void an_account_is_made_with_its_roles_and_told_to_the_other_services() {
        Map<String, Object> request = People.newUser("l2", "Requester");

        String id = People.admin(organization)
                .body(request)
                .post("/api/v1/users")
                .then()
                .statusCode(201)
                .header("Location", containsString("/api/v1/users/"))
                .header("ETag", equalTo("\"1\""))
                .body("roles", contains("l2", "requester"))
                .body("active", equalTo(true))
                .body("password", equalTo(null))
                .extract()
                .path("id");

        People.admin(organization)
                .get("/api/v1/users/{id}", id)
                .then()
                .statusCode(200)
                .body("roles", contains("l2", "requester"));
        String key = MemberEvent.keyOf(UUID.fromString(organization), UUID.fromString(id))
                .toString();
        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            ConsumerRecord<String, byte[]> message = probe.await(record -> key.equals(record.key()));
            MemberSaved saved = EventProbe.read(message, MemberSaved.class);
            assertThat(saved.organizationId()).hasToString(organization);
            assertThat(saved.email()).isEqualTo(request.get("email"));
            assertThat(saved.roles()).containsExactly("l2", "requester");
            assertThat(saved.active()).isTrue();
            assertThat(new String(message.value(), java.nio.charset.StandardCharsets.UTF_8))
                    .doesNotContain(People.PASSWORD);
            assertThat(EventProbe.header(message, CloudEventHeaders.TYPE))
                    .isEqualTo("steward.identity.member_saved.v1");
            assertThat(EventProbe.header(message, CloudEventHeaders.TENANT_ID)).isEqualTo(organization);
            assertThat(EventProbe.header(message, CloudEventHeaders.SEQUENCE)).isEqualTo("1");
        }
    }

    @Test
    void email_and_username_are_taken_in_any_case_and_in_any_organization() {
        Map<String, Object> first = People.newUser("requester");
        People.admin(organization).body(first).post("/api/v1/users").then().statusCode(201);
        String elsewhere = People.organization();

        refused(
                        elsewhere,
                        changed(first, "username", "someone-" + UUID.randomUUID(), "email", upper(first.get("email"))))
                .statusCode(409)
                .body("code", equalTo("email-taken"));
        refused(
                        elsewhere,
                        changed(
                                first,
                                "email",
                                UUID.randomUUID() + "@steward.test",
                                "username",
                                upper(first.get("username"))))
                .statusCode(409)
                .body("code", equalTo("username-taken"));
    }

    @Test
    void of_two_at_once_for_the_same_email_one_is_told_that_it_is_taken() throws Exception {
        Map<String, Object> request = People.newUser("requester");
        String token = People.adminToken();
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(6)) {
            Callable<Integer> call = () -> People.with(token)
                    .header("X-Organization-Id", organization)
                    .body(request)
                    .post("/api/v1/users")
                    .statusCode();
            for (Future<Integer> status : clients.invokeAll(java.util.Collections.nCopies(6, call))) {
                statuses.add(status.get());
            }
        }
        assertThat(statuses)
                .containsOnly(201, 409)
                .filteredOn(status -> status == 201)
                .hasSize(1);
    }

    @Test
    void nobody_gives_a_role_that_may_do_more_than_he_may() {
        Database.update(
                "INSERT INTO identity.roles (tenant_id, id, name, permissions, created_at, updated_at) "
                        + "VALUES (?::uuid, gen_random_uuid(), 'desk', '[\"user:create\",\"user:read\"]', now(), now())",
                organization);
        Person desk = People.person(organization, "desk");
        String token = People.token(desk);

        People.with(token)
                .body(People.newUser("admin"))
                .post("/api/v1/users")
                .then()
                .statusCode(403)
                .body("code", equalTo("role-escalation"));
        People.with(token)
                .body(People.newUser("desk"))
                .post("/api/v1/users")
                .then()
                .statusCode(201);
    }

    @Test
    void unacceptable_accounts_are_refused_with_a_reason() {
        Map<String, Object> good = People.newUser("requester");

        refused(organization, changed(good, "roles", List.of("wizard")))
                .statusCode(422)
                .body("code", equalTo("unknown-role"))
                .body("unknown", contains("wizard"));
        refused(organization, changed(good, "roles", List.of()))
                .statusCode(400)
                .body("code", equalTo("validation-failed"));
        refused(organization, changed(good, "password", "short"))
                .statusCode(400)
                .body("code", equalTo("validation-failed"));
        refused(organization, changed(good, "password", "x".repeat(129))).statusCode(400);
        refused(organization, changed(good, "password", "Password123"))
                .statusCode(422)
                .body("code", equalTo("password-too-common"));
        refused(organization, changed(good, "password", "Somebody2026!"))
                .statusCode(422)
                .body("code", equalTo("password-is-a-name"))
                .body("field", equalTo("password"));
        refused(organization, changed(good, "email", "no address")).statusCode(400);
        refused(organization, changed(good, "username", "with blank")).statusCode(400);
        refused(organization, changed(good, "displayName", "x".repeat(121))).statusCode(400);
        refused(organization, changed(good, "isAdmin", true)).statusCode(400).body("code", equalTo("unknown-property"));
        refused(UUID.randomUUID().toString(), good).statusCode(404).body("code", equalTo("not-found"));
    }

    @Test
    void a_stranger_sees_nobody_and_may_not_name_the_organization() {
        Person insider = People.person(organization, "requester");
        Person lead = People.person(People.organization(), "lead");
        String stranger = People.token(lead);

        People.with(stranger)
                .get("/api/v1/users/{id}", insider.id())
                .then()
                .statusCode(404)
                .body("code", equalTo("not-found"));
        People.with(stranger)
                .get("/api/v1/users/{id}", UUID.randomUUID())
                .then()
                .statusCode(404)
                .body("code", equalTo("not-found"));
        People.with(stranger).get("/api/v1/users").then().statusCode(200).body("items.id", contains(lead.id()));
        People.with(stranger)
                .header("X-Organization-Id", organization)
                .get("/api/v1/users")
                .then()
                .statusCode(403)
                .body("code", equalTo("organization-forbidden"));
        People.with(stranger)
                .body(People.newUser("requester"))
                .post("/api/v1/users")
                .then()
                .statusCode(403)
                .body("code", equalTo("forbidden"));
    }

    @Test
    void the_list_goes_on_by_cursor() {
        List<String> made = List.of(
                People.person(organization, "l1").id(),
                People.person(organization, "l1").id(),
                People.person(organization, "l1").id());

        var first = People.admin(organization)
                .get("/api/v1/users?limit=2")
                .then()
                .statusCode(200)
                .body("items", hasSize(2))
                .body("nextCursor", notNullValue())
                .header("Link", containsString("rel=\"next\""))
                .extract();
        List<String> seen = new ArrayList<>(first.<List<String>>path("items.id"));
        seen.addAll(People.admin(organization)
                .queryParam("cursor", first.<String>path("nextCursor"))
                .get("/api/v1/users?limit=2")
                .then()
                .statusCode(200)
                .body("nextCursor", equalTo(null))
                .extract()
                .path("items.id"));

        assertThat(seen).isEqualTo(made);
    }

    @Test
    void a_repeated_request_gets_the_first_answer_and_its_password_is_kept_nowhere() {
        Map<String, Object> request = People.newUser("requester");
        String key = UUID.randomUUID().toString();

        String first = People.admin(organization)
                .header("Idempotency-Key", key)
                .body(request)
                .post("/api/v1/users")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        People.admin(organization)
                .header("Idempotency-Key", key)
                .body(request)
                .post("/api/v1/users")
                .then()
                .statusCode(201)
                .body("id", equalTo(first));
        People.admin(organization)
                .header("Idempotency-Key", key)
                .body(changed(request, "password", "another long phrase"))
                .post("/api/v1/users")
                .then()
                .statusCode(422)
                .body("code", equalTo("idempotency-mismatch"));

        assertThat(String.valueOf(Database.rows("SELECT k::text FROM identity.idempotency_keys k WHERE key = ?", key)))
                .doesNotContain(People.PASSWORD)
                .doesNotContain("argon2");
        assertThat((String) Database.value("SELECT password_hash FROM identity.users WHERE id = ?::uuid", first))
                .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @Test
    void the_shipped_roles_are_there_to_give() {
        People.admin(organization)
                .get("/api/v1/roles")
                .then()
                .statusCode(200)
                .body("items.name", contains("admin", "manager", "lead", "l3", "l2", "l1", "requester"))
                .body("items[0].permissions", not(org.hamcrest.Matchers.hasItem("installation:admin")));
    }

    private static io.restassured.response.ValidatableResponse refused(
            String organization, Map<String, Object> request) {
        return People.admin(organization).body(request).post("/api/v1/users").then();
    }

    private static Map<String, Object> changed(Map<String, Object> request, Object... changes) {
        Map<String, Object> changed = new HashMap<>(request);
        for (int index = 0; index < changes.length; index += 2) {
            changed.put((String) changes[index], changes[index + 1]);
        }
        return changed;
    }

    private static String upper(Object text) {
        return text.toString().toUpperCase(java.util.Locale.ROOT);
    }
}
