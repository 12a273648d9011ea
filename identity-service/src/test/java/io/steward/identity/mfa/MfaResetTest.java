package io.steward.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.apikey.KeyHolder;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class MfaResetTest {
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

    private RequestSpecification chief() {
        return People.with(People.token(People.person(organization, "admin")));
    }

    private static ValidatableResponse reset(RequestSpecification who, String id) {
        return who.delete("/api/v1/users/{id}/mfa", id).then();
    }

    @Test
    void a_member_who_has_lost_them_logs_in_by_the_password_again_and_all_else_ends() {
        Factors member = Factors.totp(clock, People.person(organization, "l1"));
        String challenge = member.challenge();

        reset(chief(), member.person.id()).statusCode(204);

        member.session.refresh().statusCode(401);
        try (EventProbe probe = EventProbe.on(Topic.REVOCATIONS)) {
            probe.await(message -> member.session.session().equals(message.key()));
        }
        Factors.complete(challenge, member.nextCode()).statusCode(401).body("code", equalTo("mfa-challenge-invalid"));
        Factors.complete(challenge, member.recoveryCodes.getFirst()).statusCode(401);
        People.login(member.person.email(), People.PASSWORD).statusCode(200).body("tokenType", equalTo("Bearer"));
        chief().get("/api/v1/audit-logs?action=mfa.reset&resourceId=" + member.person.id())
                .then()
                .body("items.resourceType", contains("account"));
        chief().get("/api/v1/audit-logs?action=session.ended")
                .then()
                .body("items[0].newValues.reason", equalTo("MFA_RESET"));
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.recovery_codes WHERE user_id = ?::uuid", member.person.id()))
                .isEqualTo(0L);
        Factors.totp(clock, member.person);
    }

    @Test
    void where_a_role_needs_one_the_next_login_gives_a_new_one() {
        Factors member = Factors.totp(clock, People.person(organization, "l1"));
        Database.update(
                "UPDATE identity.roles SET mfa_required = true WHERE tenant_id = ?::uuid AND name = 'l1'",
                organization);

        reset(chief(), member.person.id()).statusCode(204);

        People.login(member.person.email(), People.PASSWORD).body("enrolmentRequired", equalTo(true));
    }

    @Test
    void nobody_resets_an_account_that_may_do_more_than_he() {
        chief().body(Map.of("name", "Helpdesk", "permissions", List.of("user:reset-mfa", "user:read", "ticket:read")))
                .post("/api/v1/roles")
                .then()
                .statusCode(201);
        Person helpdesk = People.person(organization, "Helpdesk");
        Factors admin = Factors.totp(clock, People.person(organization, "admin"));

        reset(People.with(People.token(helpdesk)), admin.person.id())
                .statusCode(403)
                .body("code", equalTo("mfa-reset-refused"));

        admin.session.refresh().statusCode(200);
        People.login(admin.person.email(), People.PASSWORD).body("mfaRequired", equalTo(true));
        chief().get("/api/v1/audit-logs?action=mfa.reset-refused")
                .then()
                .body("items.resourceId", contains(admin.person.id()))
                .body("items.actorId", contains(helpdesk.id()));
        reset(People.with(People.token(People.person(organization, "manager"))), admin.person.id())
                .statusCode(403)
                .body("code", equalTo("forbidden"));
    }

    @Test
    void an_account_of_several_organizations_is_the_installations_to_decide_on() {
        Factors member = Factors.totp(clock, People.person(organization, "requester"));
        MfaRequiredTest.join(People.organization(), member.person);

        reset(chief(), member.person.id()).statusCode(403).body("code", equalTo("mfa-reset-refused"));
        People.login(member.person.email(), People.PASSWORD).body("mfaRequired", equalTo(true));

        reset(People.admin(organization), member.person.id()).statusCode(204);
        People.login(member.person.email(), People.PASSWORD).body("tokenType", equalTo("Bearer"));
    }

    @Test
    void the_installations_administrator_is_nobodys_to_reset() {
        Person member = People.person(organization, "requester");
        Factors.totp(clock, member);
        Database.update("UPDATE identity.users SET is_installation_admin = true WHERE id = ?::uuid", member.id());
        try {
            reset(chief(), member.id()).statusCode(403).body("code", equalTo("mfa-reset-refused"));
        } finally {
            Database.update("UPDATE identity.users SET is_installation_admin = false WHERE id = ?::uuid", member.id());
        }
    }

    @Test
    void ones_own_are_removed_by_password_and_code() {
        Factors chief = Factors.totp(clock, People.person(organization, "admin"));

        reset(chief.me(), chief.person.id()).statusCode(409).body("code", equalTo("mfa-reset-own"));
    }

    @Test
    void strangers_are_not_there_and_keys_may_not() {
        Person stranger = People.person(People.organization(), "requester");

        reset(chief(), stranger.id()).statusCode(404);
        reset(People.admin(organization), stranger.id()).statusCode(404);
        reset(chief(), UUID.randomUUID().toString()).statusCode(404);
        Person left = People.person(organization, "requester");
        Database.update("UPDATE identity.organization_members SET active = false WHERE user_id = ?::uuid", left.id());
        reset(chief(), left.id()).statusCode(404);
        reset(People.with(KeyHolder.token(People.person(organization, "admin"), "user:reset-mfa")), stranger.id())
                .statusCode(403)
                .body("code", equalTo("session-required"));
    }

    @Test
    void an_administrators_role_from_before_may_reset_after_the_migration() throws Exception {
        Database.update(
                "UPDATE identity.roles SET permissions = permissions - 'user:reset-mfa' WHERE tenant_id = ?::uuid",
                organization);
        String migration;
        try (var file = getClass().getResourceAsStream("/db/migration/V11__second_factors.sql")) {
            migration = new String(file.readAllBytes())
                    .replace("${app}", "identity_app")
                    .replace("${relay}", "identity_relay");
        }

        try (var connection = Database.superuser();
                var statement = connection.createStatement()) {
            statement.execute("SET search_path = identity, public; SET ROLE identity_migrator");
            statement.execute(migration);
            statement.execute(migration);
        }

        assertThat(Database.rows(
                        "SELECT name FROM identity.roles WHERE tenant_id = ?::uuid AND permissions::jsonb @> '[\"user:reset-mfa\"]'",
                        organization))
                .containsExactly(List.of("admin"));
    }
}
