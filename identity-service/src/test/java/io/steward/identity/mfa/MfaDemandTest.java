package io.steward.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.apikey.KeyHolder;
import io.steward.identity.profile.Changes;
import io.steward.identity.session.Logins;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.Eventually;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of sessions from before a second factor was demanded. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class MfaDemandTest {
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

    @Test
    void sessions_by_the_password_alone_end_when_a_role_comes_to_need_a_factor_and_no_others() {
        Person person = People.person(organization, "requester");
        Logins unproven = Logins.of(person);
        Factors proven = Factors.totp(clock, People.person(organization, "requester"));
        Logins other = Logins.of(People.person(organization, "l1"));

        require("requester");

        assertEnded(unproven);
        assertSettled();
        unproven.refresh().statusCode(401);
        proven.session.refresh().statusCode(200);
        other.refresh().statusCode(200);
        try (EventProbe probe = EventProbe.on(Topic.REVOCATIONS)) {
            probe.await(message -> unproven.session().equals(message.key()));
        }
        People.admin(organization)
                .get("/api/v1/audit-logs?action=session.ended&resourceId=" + unproven.session())
                .then()
                .body("items.newValues.reason", hasItem("MFA_REQUIRED"));
        People.login(person.email(), People.PASSWORD).body("enrolmentRequired", equalTo(true));
    }

    @Test
    void who_makes_the_change_goes_on_when_he_has_a_factor_and_logs_in_again_when_he_has_none() {
        Factors careful = Factors.totp(clock, People.person(organization, "admin"));
        Logins careless = Logins.of(People.person(organization, "admin"));

        People.with(careful.session.accessToken())
                .header("If-Match", "\"" + version("admin") + "\"")
                .body(Map.of("mfaRequired", true))
                .patch("/api/v1/roles/{id}", id("admin"))
                .then()
                .statusCode(200);

        assertEnded(careless);
        assertSettled();
        careful.session.refresh().statusCode(200);
    }

    @Test
    void sessions_end_wherever_they_act_for_any_of_them_can_come_here() {
        Person person = People.person(People.organization(), "requester");
        Logins elsewhere = Logins.of(person);
        require("requester");

        MfaRequiredTest.join(organization, person);

        assertEnded(elsewhere);
    }

    @Test
    void whoever_is_given_such_a_role_logs_in_again() {
        Person person = People.person(organization, "l1");
        Logins session = Logins.of(person);
        require("requester");
        assertSettled();
        session.refresh().statusCode(200);
        Logins again = Logins.of(person);

        People.admin(organization)
                .header("If-Match", "\"" + Changes.version(person) + "\"")
                .body(Map.of("roles", List.of("l1", "requester")))
                .put("/api/v1/users/{id}/roles", person.id())
                .then()
                .statusCode(200);

        assertEnded(session);
        assertEnded(again);
    }

    @Test
    void whoever_may_use_such_a_role_again_logs_in_again() {
        String elsewhere = People.organization();
        Person person = People.person(elsewhere, "requester");
        require("requester");
        MfaRequiredTest.join(organization, person);
        active(person, false);
        assertSettled();
        Logins session = Logins.of(person);

        active(person, true);

        assertEnded(session);
    }

    @Test
    void a_demand_that_does_not_stand_any_more_ends_nothing() throws Exception {
        Person person = People.person(organization, "requester");
        Logins session = Logins.of(person);
        try (Connection change = Database.superuser()) {
            change.setAutoCommit(false);
            for (boolean required : List.of(true, false)) {
                try (var statement = change.prepareStatement(
                        "UPDATE identity.roles SET mfa_required = ? WHERE tenant_id = ?::uuid AND name = 'requester'")) {
                    statement.setBoolean(1, required);
                    statement.setString(2, organization);
                    statement.executeUpdate();
                }
            }
            change.commit();
        }

        assertSettled();
        session.refresh().statusCode(200);
    }

    @Test
    void api_keys_go_on() {
        Person person = People.person(organization, "requester");
        Logins session = Logins.of(person);
        String key = KeyHolder.key(person, "ticket:read");

        require("requester");

        assertEnded(session);
        KeyHolder.exchange(key).statusCode(200);
    }

    @Test
    void the_service_takes_demands_and_makes_none() throws Exception {
        try (Connection app = Database.role("identity_app");
                var statement = app.createStatement()) {
            assertThatThrownBy(
                            () -> statement.execute(
                                    "INSERT INTO identity.mfa_demands (user_id) VALUES ('00000000-0000-0000-0000-000000000000')"))
                    .hasMessageContaining("permission denied");
        }
    }

    private void assertEnded(Logins session) {
        Eventually.check(() -> assertThat(Database.value(
                        "SELECT end_reason FROM identity.user_sessions WHERE id = ?::uuid", session.session()))
                .isEqualTo("MFA_REQUIRED"));
    }

    /** All demands of this organization's members were looked at. */
    private void assertSettled() {
        Eventually.check(() -> assertThat(Database.value(
                        "SELECT count(*) FROM identity.mfa_demands d JOIN identity.organization_members m USING (user_id)"
                                + " WHERE m.tenant_id = ?::uuid",
                        organization))
                .isEqualTo(0L));
    }

    private void require(String role) {
        People.admin(organization)
                .header("If-Match", "\"" + version(role) + "\"")
                .body(Map.of("mfaRequired", true))
                .patch("/api/v1/roles/{id}", id(role))
                .then()
                .statusCode(200);
    }

    private Object version(String role) {
        return Database.value(
                "SELECT version FROM identity.roles WHERE tenant_id = ?::uuid AND name = ?", organization, role);
    }

    private Object id(String role) {
        return Database.value(
                "SELECT id FROM identity.roles WHERE tenant_id = ?::uuid AND name = ?", organization, role);
    }

    private void active(Person person, boolean active) {
        Changes.patchAsInstallation(organization, person, Map.of("active", active))
                .statusCode(200);
    }
}
