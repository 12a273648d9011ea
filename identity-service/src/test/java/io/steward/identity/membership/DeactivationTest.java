package io.steward.identity.membership;

import static io.steward.identity.profile.Changes.join;
import static io.steward.identity.profile.Changes.patch;
import static io.steward.identity.profile.Changes.patchAsInstallation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.CloudEventHeaders;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.RevocationEvent.ApiKeyRevoked;
import io.steward.events.RevocationEvent.SessionRevoked;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.session.Logins;
import io.steward.kit.time.Ids;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class DeactivationTest {
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
    void a_deactivated_member_acts_here_no_more_and_elsewhere_still() {
        String elsewhere = People.organization();
        join(person, elsewhere, "l1");
        Logins here = Logins.of(person);
        Logins there = Logins.of(People.with(Logins.of(person).accessToken())
                .body(Map.of("organizationId", elsewhere))
                .post("/api/v1/auth/organization")
                .then()
                .statusCode(200));
        String keyHere = key(here.accessToken());
        String keyThere = key(there.accessToken());

        patch(People.token(admin), person, Map.of("active", false))
                .statusCode(200)
                .body("active", equalTo(false))
                .body("status", equalTo("ACTIVE"));

        try (EventProbe probe = EventProbe.on(Topic.REVOCATIONS)) {
            var revoked = probe.await(record -> here.session().equals(record.key()));
            assertThat(EventProbe.read(revoked, SessionRevoked.class).sessionId())
                    .hasToString(here.session());
            assertThat(EventProbe.header(revoked, CloudEventHeaders.TENANT_ID)).isEqualTo(Ids.NIL.toString());
            var key = probe.await(record -> keyHere.equals(record.key()));
            assertThat(EventProbe.header(key, CloudEventHeaders.TENANT_ID)).isEqualTo(organization);
            assertThat(EventProbe.read(key, ApiKeyRevoked.class).apiKeyId()).hasToString(keyHere);
            assertThat(probe.all(there.session(), java.time.Duration.ofMillis(300)))
                    .isEmpty();
            assertThat(probe.all(keyThere, java.time.Duration.ofMillis(50))).isEmpty();
        }
        assertThat(reason(here)).isEqualTo("DEACTIVATED");
        here.refresh().statusCode(401);
        there.refresh().statusCode(200);
        // A new session acts where the account may still act.
        assertThat(Logins.of(person).claims().getString("org")).isEqualTo(elsewhere);
        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            MemberSaved saved = probe.await(
                    MemberSaved.class, told -> told.userId().toString().equals(person.id()) && !told.active());
            assertThat(saved.organizationId()).hasToString(organization);
        }

        patch(People.token(admin), person, Map.of("active", true))
                .statusCode(200)
                .body("active", equalTo(true));
        assertThat(Logins.of(person).claims().getString("org")).isEqualTo(organization);
        assertThat(Database.value("SELECT revoked_at IS NOT NULL FROM identity.api_keys WHERE id = ?::uuid", keyHere))
                .as("a key that was revoked stays so")
                .isEqualTo(true);
    }

    @Test
    void the_installations_administrator_disables_an_account_everywhere() {
        String elsewhere = People.organization();
        join(person, elsewhere, "l1");
        Logins session = Logins.of(person);
        String key = key(session.accessToken());

        patchAsInstallation(organization, person, Map.of("status", "DISABLED"))
                .statusCode(200)
                .body("status", equalTo("DISABLED"))
                .body("active", equalTo(false));

        People.login(person.email(), People.PASSWORD).statusCode(401);
        session.refresh().statusCode(401);
        try (EventProbe probe = EventProbe.on(Topic.REVOCATIONS)) {
            probe.await(record -> session.session().equals(record.key()));
            probe.await(record -> key.equals(record.key()));
        }
        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            for (String place : List.of(organization, elsewhere)) {
                probe.await(
                        MemberSaved.class,
                        told -> told.userId().toString().equals(person.id())
                                && !told.active()
                                && told.organizationId().toString().equals(place));
            }
        }
        assertThat(Database.rows(
                        "SELECT 1 FROM identity.audit_logs WHERE tenant_id = ?::uuid AND action = 'account.disabled' AND resource_id = ?",
                        Ids.NIL.toString(),
                        person.id()))
                .hasSize(1);
        patchAsInstallation(organization, person, Map.of("status", "ACTIVE")).statusCode(200);
        People.login(person.email(), People.PASSWORD).statusCode(200);
    }

    @Test
    void nobody_locks_himself_or_an_organization_out() {
        patch(People.token(admin), admin, Map.of("active", false))
                .statusCode(409)
                .body("code", equalTo("own-account"));
        patchAsInstallation(organization, admin, Map.of("active", false))
                .statusCode(409)
                .body("code", equalTo("last-administrator"));
        patchAsInstallation(organization, admin, Map.of("status", "DISABLED"))
                .statusCode(409)
                .body("code", equalTo("last-administrator"));

        Person second = People.person(organization, "admin");
        patch(People.token(admin), second, Map.of("active", false)).statusCode(200);
        patchAsInstallation(organization, admin, Map.of("active", false))
                .statusCode(409)
                .body("code", equalTo("last-administrator"));
        patch(People.token(admin), second, Map.of("active", true)).statusCode(200);
        patch(People.token(second), admin, Map.of("active", false)).statusCode(200);
    }

    @Test
    void of_two_administrators_who_deactivate_each_other_one_stays() throws Exception {
        Person second = People.person(organization, "admin");
        String first = People.token(admin);
        String other = People.token(second);
        List<Callable<Integer>> both = List.of(
                () -> patch(first, second, 1, Map.of("active", false)).extract().statusCode(),
                () -> patch(other, admin, 1, Map.of("active", false)).extract().statusCode());
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> changes = new ArrayList<>();
            try (HeldLog log = new HeldLog(organization)) {
                both.forEach(change -> changes.add(clients.submit(change)));
                log.await(2);
            }
            for (Future<Integer> status : changes) {
                statuses.add(status.get());
            }
        }
        assertThat(statuses).containsExactlyInAnyOrder(200, 409);
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.organization_members WHERE tenant_id = ?::uuid AND active AND user_id IN (?::uuid, ?::uuid)",
                        organization,
                        admin.id(),
                        second.id()))
                .isEqualTo(1L);
    }

    private static String key(String token) {
        return People.with(token)
                .body(Map.of("name", "ci", "scopes", List.of("ticket:read"), "password", People.PASSWORD))
                .post("/api/v1/api-keys")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static Object reason(Logins session) {
        return Database.value("SELECT end_reason FROM identity.user_sessions WHERE id = ?::uuid", session.session());
    }
}
