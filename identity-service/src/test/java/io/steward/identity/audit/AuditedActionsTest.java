package io.steward.identity.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.audit.AuditLog.Row;
import io.steward.kit.time.Ids;
import io.steward.testkit.Database;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever changes something or is of interest to security leaves its entry, driven as clients do it. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class AuditedActionsTest {
    private static final String INSTALLATION = Ids.NIL.toString();
    private static final String ADDRESS = "203.0.113.7";

    @Inject
    SettableClock clock;

    private String organization;

    @BeforeEach
    void organization() {
        organization = People.organization();
    }

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    @Test
    void administrative_changes_tell_who_where_from_and_what() {
        String request = "request-" + UUID.randomUUID();
        Map<String, Object> newUser = People.newUser("l1", "lead");
        String account = admin(request)
                .body(newUser)
                .post("/api/v1/users")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String team = admin(request)
                .body(Map.of("name", "Network"))
                .post("/api/v1/teams")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        admin(request)
                .body(Map.of("userId", account, "role", "lead"))
                .post("/api/v1/teams/{id}/members", team)
                .then()
                .statusCode(201);

        List<Row> rows = AuditLog.of(organization);

        assertThat(rows)
                .extracting(row -> row.action() + " " + row.type() + " " + row.resource())
                .containsExactly(
                        "organization.created organization " + organization,
                        "account.created account " + account,
                        "role.assigned account " + account,
                        "role.assigned account " + account,
                        "team.created team " + team,
                        "team.member-added team " + team);
        assertThat(rows).extracting(Row::actor).containsOnly(administrator());
        assertThat(rows.subList(1, 6)).extracting(Row::request).containsOnly(request);
        assertThat(rows.subList(1, 6)).extracting(Row::address).containsOnly(ADDRESS);
        assertThat(rows.subList(2, 4))
                .extracting(row -> new JsonObject(row.after()).getString("role"))
                .containsExactlyInAnyOrder("l1", "lead");
        assertThat(new JsonObject(rows.get(4).after())).isEqualTo(new JsonObject().put("name", "Network"));
        assertThat(new JsonObject(rows.get(5).after()))
                .isEqualTo(new JsonObject().put("userId", account).put("role", "LEAD"));
        assertThat(AuditLog.faults(organization)).isEmpty();
    }

    @Test
    void a_repeated_request_is_recorded_once_and_a_refused_one_not_at_all() {
        String key = UUID.randomUUID().toString();
        for (int attempt = 0; attempt < 2; attempt++) {
            admin("r")
                    .header("Idempotency-Key", key)
                    .body(Map.of("name", "Desk"))
                    .post("/api/v1/teams")
                    .then()
                    .statusCode(201);
        }
        admin("r").body(Map.of("name", "desk")).post("/api/v1/teams").then().statusCode(409);

        assertThat(AuditLog.of(organization))
                .extracting(Row::action)
                .containsExactly("organization.created", "team.created");
    }

    @Test
    void a_change_that_cannot_be_recorded_is_not_made() {
        Database.update("ALTER TABLE identity.audit_logs ADD CONSTRAINT audit_is_full CHECK (tenant_id <> '"
                + organization + "') NOT VALID");
        try {
            admin("r").body(Map.of("name", "Desk")).post("/api/v1/teams").then().statusCode(500);
        } finally {
            Database.update("ALTER TABLE identity.audit_logs DROP CONSTRAINT audit_is_full");
        }

        assertThat(Database.value(
                        "SELECT count(*) FROM identity.teams WHERE tenant_id = ?", UUID.fromString(organization)))
                .isEqualTo(0L);
    }

    @Test
    void who_tries_to_give_a_mightier_role_is_recorded() {
        Person agent = People.person(organization, "manager");
        Database.update(
                "UPDATE identity.roles SET permissions = permissions || '[\"user:create\"]' WHERE tenant_id = ? AND name = 'manager'",
                UUID.fromString(organization));

        People.with(People.token(agent))
                .body(People.newUser("admin"))
                .post("/api/v1/users")
                .then()
                .statusCode(403)
                .body("code", equalTo("role-escalation"));

        Row refused = AuditLog.of(organization).getLast();
        assertThat(refused.action()).isEqualTo("role.assignment-refused");
        assertThat(refused.actor()).isEqualTo(UUID.fromString(agent.id()));
        assertThat(refused.after()).contains("admin");
    }

    @Test
    void a_session_is_recorded_from_login_to_logout_in_its_organization() {
        Person person = People.person(organization, "requester");
        int before = AuditLog.of(organization).size();
        String token = login(person).get("accessToken");
        People.with(token).post("/api/v1/auth/logout").then().statusCode(204);
        People.with(token).post("/api/v1/auth/logout").then().statusCode(204);

        List<Row> rows = AuditLog.of(organization).subList(before, before + 2);

        assertThat(AuditLog.of(organization)).hasSize(before + 2);
        assertThat(rows).extracting(Row::action).containsExactly("login.succeeded", "logout");
        assertThat(rows).extracting(Row::actor).containsOnly(UUID.fromString(person.id()));
        assertThat(rows).extracting(Row::resource).containsOnly(session(token));
        assertThat(rows.getFirst().address()).isEqualTo(ADDRESS);
        assertThat(AuditLog.faults(organization)).isEmpty();
    }

    @Test
    void a_reused_refresh_token_is_recorded_once() {
        Person person = People.person(organization, "requester");
        Instant start = clock.instant();
        clock.set(start);
        Map<String, String> tokens = login(person);
        refresh(tokens.get("refreshToken"), 200);
        clock.set(start.plusSeconds(60));
        refresh(tokens.get("refreshToken"), 401);
        refresh(tokens.get("refreshToken"), 401);

        List<Row> reused = AuditLog.of(organization).stream()
                .filter(row -> row.action().equals("session.token-reused"))
                .toList();

        assertThat(reused).hasSize(1);
        assertThat(reused.getFirst().actor())
                .as("nobody knows whose hand it was")
                .isNull();
        assertThat(reused.getFirst().resource()).isEqualTo(session(tokens.get("accessToken")));
        assertThat(reused.getFirst().after()).contains(person.id());
    }

    @Test
    void a_failed_login_is_recorded_alike_whether_there_is_such_an_account_or_not() {
        Person person = People.person(organization, "requester");
        Person disabled = People.person(organization, "requester");
        Database.update("UPDATE identity.users SET status = 'DISABLED' WHERE id = ?", UUID.fromString(disabled.id()));
        String nobody = "nobody-" + UUID.randomUUID() + "@steward.test";
        int own = AuditLog.of(organization).size();
        int before = AuditLog.of(INSTALLATION).size();
        People.login(person.email(), "wrong password").statusCode(401);
        People.login(nobody, "wrong password").statusCode(401);
        People.login(nobody.toUpperCase(java.util.Locale.ROOT), "wrong password")
                .statusCode(401);
        People.login(disabled.email(), People.PASSWORD).statusCode(401);

        List<Row> rows = new ArrayList<>(AuditLog.of(INSTALLATION).subList(before, before + 4));

        assertThat(AuditLog.of(organization)).as("tells by its time").hasSize(own);
        assertThat(rows).extracting(Row::action).containsOnly("login.failed");
        assertThat(rows).extracting(Row::actor).containsOnlyNulls();
        assertThat(rows).extracting(Row::resource).containsExactly(person.id(), null, null, disabled.id());
        assertThat(rows)
                .extracting(row -> new JsonObject(row.after()).getString("reason"))
                .containsExactly("password", "no-account", "no-account", "not-active");
        assertThat(rows)
                .extracting(row -> new JsonObject(row.after()).getString("emailMark"))
                .allMatch(mark -> mark.matches("[0-9a-f]{64}"))
                .satisfies(marks -> {
                    assertThat(marks.get(1)).isEqualTo(marks.get(2)).isNotEqualTo(marks.getFirst());
                });
        assertThat(AuditLog.faults(INSTALLATION)).isEmpty();
    }

    @Test
    void the_first_start_is_recorded() {
        assertThat(AuditLog.of(INSTALLATION))
                .filteredOn(row -> row.resource() != null
                        && row.resource().equals(administrator().toString()))
                .extracting(Row::action)
                .containsExactly("account.created");
        assertThat(AuditLog.of(INSTALLATION)).extracting(Row::action).contains("signing-key.created");
    }

    @Test
    void there_is_no_secret_and_no_address_in_the_log() {
        Person person = People.person(organization, "requester");
        Map<String, String> tokens = login(person);
        People.login(person.email(), "another secret phrase").statusCode(401);
        String typed = "typed-" + UUID.randomUUID();
        People.login(typed, "another secret phrase").statusCode(401);
        refresh(tokens.get("refreshToken"), 200);
        People.with(tokens.get("accessToken"))
                .post("/api/v1/auth/logout")
                .then()
                .statusCode(204);

        assertThat(occurrences(organization)).as("what is there is found").isPositive();
        for (String secret : List.of(
                People.PASSWORD,
                IdentityServers.ADMIN_PASSWORD,
                IdentityServers.ADMIN_EMAIL,
                "another secret phrase",
                "argon2",
                tokens.get("accessToken"),
                tokens.get("refreshToken"),
                tokens.get("refreshToken").substring(0, 8),
                person.email(),
                person.username(),
                typed)) {
            assertThat(occurrences(secret)).as(secret).isZero();
        }
    }

    private static long occurrences(String text) {
        return (Long) Database.value(
                "SELECT count(*) FROM identity.audit_logs l WHERE strpos(lower(l::text), lower(?)) > 0", text);
    }

    private RequestSpecification admin(String requestId) {
        return People.admin(organization).header("X-Request-Id", requestId).header("X-Forwarded-For", ADDRESS);
    }

    private static Map<String, String> login(Person person) {
        return People.anonymous()
                .header("X-Forwarded-For", ADDRESS)
                .body(Map.of("email", person.email(), "password", People.PASSWORD))
                .post("/api/v1/auth/login")
                .then()
                .statusCode(200)
                .extract()
                .path("$");
    }

    private static void refresh(String token, int status) {
        People.anonymous()
                .body(Map.of("refreshToken", token))
                .post("/api/v1/auth/refresh")
                .then()
                .statusCode(status);
    }

    private static String session(String accessToken) {
        return new JsonObject(new String(
                        java.util.Base64.getUrlDecoder().decode(accessToken.split("\\.")[1])))
                .getString("sid");
    }

    private static UUID administrator() {
        return (UUID) Database.value("SELECT id FROM identity.users WHERE email = ?", IdentityServers.ADMIN_EMAIL);
    }
}
