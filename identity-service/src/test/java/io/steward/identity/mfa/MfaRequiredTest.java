package io.steward.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.session.Logins;
import io.steward.testkit.Database;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class MfaRequiredTest {
    @Inject
    SettableClock clock;

    private String organization;

    @BeforeEach
    void timeStands() {
        clock.set(Instant.now());
        organization = People.organization();
    }

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    /** The organization's role, by its name. */
    private Map<String, Object> role(String name) {
        return People.admin(organization)
                .get("/api/v1/roles")
                .then()
                .extract()
                .path("items.find { it.name == '" + name + "' }");
    }

    private ValidatableResponse change(RequestSpecification who, Map<String, Object> role, Object body) {
        return who.header("If-Match", "\"" + role.get("version") + "\"")
                .body(body)
                .patch("/api/v1/roles/{id}", role.get("id"))
                .then();
    }

    private void require(String name, boolean required) {
        change(People.admin(organization), role(name), Map.of("mfaRequired", required))
                .statusCode(200)
                .body("mfaRequired", equalTo(required));
    }

    @Test
    void a_role_says_whether_it_needs_a_second_factor() {
        People.admin(organization)
                .body(Map.of("name", "Treasurer", "permissions", List.of("ticket:read"), "mfaRequired", true))
                .post("/api/v1/roles")
                .then()
                .statusCode(201)
                .body("mfaRequired", equalTo(true));
        assertThat(role("lead")).containsEntry("mfaRequired", false);

        Map<String, Object> treasurer = role("Treasurer");
        change(People.admin(organization), treasurer, Map.of("permissions", List.of("sla:read")))
                .statusCode(200)
                .body("mfaRequired", equalTo(true))
                .body("permissions", contains("sla:read"));
        change(People.admin(organization), treasurer, Map.of("mfaRequired", false))
                .statusCode(412);
        change(People.admin(organization), role("Treasurer"), Map.of("mfaRequired", false))
                .statusCode(200)
                .body("mfaRequired", equalTo(false))
                .body("permissions", contains("sla:read"));
        change(People.admin(organization), role("Treasurer"), Map.of()).statusCode(400);
        change(People.admin(organization), role("Treasurer"), Map.of("mfaRequired", "yes"))
                .statusCode(400);
        RequestSpecification lead = People.with(People.token(People.person(organization, "lead")));
        change(lead, role("requester"), Map.of("mfaRequired", true)).statusCode(403);
        People.admin(organization)
                .get("/api/v1/audit-logs?action=role.changed&resourceId=" + treasurer.get("id"))
                .then()
                .body("items.newValues.mfaRequired", contains(false, true))
                .body("items.oldValues.mfaRequired", contains(true, true));
    }

    @Test
    void who_must_have_a_factor_and_has_none_gets_one_by_the_login() {
        require("requester", true);
        Person person = People.proved(People.person(organization, "requester"));

        ValidatableResponse asked = People.login(person.email(), People.PASSWORD)
                .statusCode(200)
                .body("mfaRequired", equalTo(true))
                .body("enrolmentRequired", equalTo(true))
                .body("methods", contains("TOTP"));
        assertThat(Factors.json(asked).fieldNames()).doesNotContain("accessToken", "refreshToken");
        String challenge = asked.extract().path("challengeId");
        Factors.complete(challenge, "123456").statusCode(409).body("code", equalTo("mfa-enrolment-missing"));
        Factors.enrol(challenge).statusCode(200);
        AuthenticatorApp app = new AuthenticatorApp(Factors.enrol(challenge)
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .extract()
                .path("secret"));
        String wrong = app.code(clock.instant()).equals("000000") ? "000001" : "000000";
        Factors.complete(challenge, wrong).statusCode(401).body("attemptsLeft", equalTo(4));
        ValidatableResponse done = Factors.complete(challenge, app.code(clock.instant()))
                .statusCode(200)
                .body("recoveryCodes", hasSize(10));

        Logins.of(done).refresh().statusCode(200);
        People.with(Logins.of(done).accessToken())
                .get(Factors.ME)
                .then()
                .body("totp", equalTo(true))
                .body("required", equalTo(true));
        Factors.complete(challenge, app.code(clock.instant().plusSeconds(30))).statusCode(401);
        Factors.enrol(challenge).statusCode(401).body("code", equalTo("mfa-challenge-invalid"));
        String next = Factors.challenge(person);
        Factors.enrol(next).statusCode(409).body("code", equalTo("mfa-enrolled"));
        Factors.complete(next, app.code(clock.instant().plusSeconds(30))).statusCode(200);
    }

    @Test
    void a_challenge_for_a_first_factor_ends_with_the_first_factor() {
        require("requester", true);
        Person person = People.proved(People.person(organization, "requester"));
        String first = Factors.challenge(person);
        String second = Factors.challenge(person);
        AuthenticatorApp app =
                new AuthenticatorApp(Factors.enrol(first).extract().path("secret"));
        Factors.complete(first, app.code(clock.instant())).statusCode(200);

        Factors.enrol(second).statusCode(401).body("code", equalTo("mfa-challenge-invalid"));
        Factors.complete(second, app.code(clock.instant().plusSeconds(30)))
                .statusCode(401)
                .body("code", equalTo("mfa-challenge-invalid"));
    }

    @Test
    void an_enrolment_whose_password_has_changed_is_void() {
        require("requester", true);
        Person person = People.proved(People.person(organization, "requester"));
        String challenge = Factors.challenge(person);
        Database.update(
                "UPDATE identity.users SET password_hash = 'of another password' WHERE id = ?::uuid", person.id());

        Factors.enrol(challenge).statusCode(401).body("code", equalTo("mfa-challenge-invalid"));
    }

    @Test
    void the_last_factor_stays_while_a_role_needs_it() {
        Person person = People.proved(People.person(organization, "requester"));
        Factors mine = Factors.totp(clock, person);
        require("requester", true);

        mine.removeTotp(People.PASSWORD, mine.nextCode()).statusCode(409).body("code", equalTo("mfa-required"));

        require("requester", false);
        mine.removeTotp(People.PASSWORD, mine.app.code(clock.instant())).statusCode(204);
    }

    @Test
    void a_role_in_one_organization_counts_wherever_the_account_acts_and_one_that_ended_does_not() {
        String elsewhere = People.organization();
        Person person = People.proved(People.person(elsewhere, "requester"));
        require("requester", true);
        join(organization, person);

        People.login(person.email(), People.PASSWORD).body("enrolmentRequired", equalTo(true));

        Database.update(
                "UPDATE identity.organization_members SET active = false WHERE tenant_id = ?::uuid AND user_id = ?::uuid",
                organization,
                person.id());
        People.login(person.email(), People.PASSWORD).body("tokenType", equalTo("Bearer"));
    }

    static void join(String organization, Person person) {
        Database.update(
                "INSERT INTO identity.organization_members (tenant_id, user_id, joined_at) VALUES (?::uuid, ?::uuid, now())",
                organization,
                person.id());
        Database.update(
                "INSERT INTO identity.user_roles (tenant_id, user_id, role_id) SELECT tenant_id, ?::uuid, id FROM identity.roles"
                        + " WHERE tenant_id = ?::uuid AND name = 'requester'",
                person.id(),
                organization);
    }
}
