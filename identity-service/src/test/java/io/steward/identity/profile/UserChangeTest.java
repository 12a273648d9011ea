package io.steward.identity.profile;

import static io.steward.identity.profile.Changes.join;
import static io.steward.identity.profile.Changes.mails;
import static io.steward.identity.profile.Changes.patch;
import static io.steward.identity.profile.Changes.patchAsInstallation;
import static io.steward.identity.profile.Changes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.MailSink;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class UserChangeTest {
    private MailSink sink;
    private String organization;
    private Person admin;
    private Person person;

    @BeforeEach
    void start() {
        sink = MailSink.start();
        organization = People.organization();
        admin = People.person(organization, "admin");
        person = People.person(organization, "l1");
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void an_administrator_changes_a_member_and_the_other_services_are_told() throws Exception {
        Database.update("UPDATE identity.users SET email_verified = true WHERE id = ?::uuid", person.id());
        String email = "new-" + person.email();

        patch(
                        People.token(admin),
                        person,
                        Map.of(
                                "email",
                                email,
                                "displayName",
                                " Jo Doe ",
                                "username",
                                "x" + person.username(),
                                "language",
                                "de"))
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("email", equalTo(email))
                .body("emailVerified", equalTo(false))
                .body("displayName", equalTo("Jo Doe"))
                .body("username", equalTo("x" + person.username()))
                .body("language", equalTo("de"));

        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            MemberSaved saved = probe.await(
                    MemberSaved.class,
                    told -> told.userId().toString().equals(person.id())
                            && told.email().equals(email));
            assertThat(saved.displayName()).isEqualTo("Jo Doe");
            assertThat(saved.language()).isEqualTo("de");
            assertThat(saved.roles()).containsExactly("l1");
        }
        People.login(email, People.PASSWORD).statusCode(200);
        // The old address hears of it, and the new one is asked to prove itself; neither is told the other.
        assertThat(mails(sink, person.email(), 1).getFirst().getContent().toString())
                .contains("no longer")
                .doesNotContain(email);
        assertThat(mails(sink, email, 1).getFirst().getSubject()).isEqualTo("Confirm your address for Steward");
    }

    @Test
    void nobody_takes_a_mightier_account_over_by_its_address() {
        People.admin(organization)
                .body(Map.of("name", "Clerk", "permissions", List.of("user:update", "user:read", "ticket:read")))
                .post("/api/v1/roles")
                .then()
                .statusCode(201);
        Person clerk = People.person(organization, "Clerk");
        String token = People.token(clerk);
        String attacker = "attacker-" + UUID.randomUUID() + "@steward.test";

        patch(token, admin, Map.of("email", attacker)).statusCode(403).body("code", equalTo("account-mightier"));
        // Not by deactivating whom he could not bring back, either.
        patch(token, admin, Map.of("active", false)).statusCode(403).body("code", equalTo("account-mightier"));
        People.anonymous()
                .body(Map.of("email", attacker))
                .post("/api/v1/auth/password-resets")
                .then()
                .statusCode(202);

        People.login(admin.email(), People.PASSWORD).statusCode(200);
        assertThat(sink.to(attacker)).isEmpty();
        assertThat(Database.rows(
                        "SELECT 1 FROM identity.audit_logs WHERE tenant_id = ?::uuid AND action = 'account.change-refused' AND resource_id = ?",
                        organization,
                        admin.id()))
                .hasSize(2);
        Person equal = People.person(organization, "Clerk");
        patch(token, equal, Map.of("displayName", "Changed")).statusCode(200);
    }

    @Test
    void the_installations_administrator_is_no_organizations_to_change() {
        Person root = new Person(
                Database.value("SELECT id FROM identity.users WHERE email = ?", IdentityServers.ADMIN_EMAIL)
                        .toString(),
                IdentityServers.ADMIN_EMAIL,
                "admin");
        join(root, organization, "requester");
        try {
            patch(People.token(admin), root, Map.of("email", "attacker@steward.test"))
                    .statusCode(403)
                    .body("code", equalTo("account-mightier"));
            patch(People.token(admin), root, Map.of("active", false)).statusCode(403);
        } finally {
            Database.update("DELETE FROM identity.organization_members WHERE user_id = ?::uuid", root.id());
        }
    }

    @Test
    void an_account_of_several_organizations_is_changed_by_none_of_them() {
        join(person, People.organization(), "admin");
        String email = "taken-over-" + person.email();

        patch(People.token(admin), person, Map.of("email", email))
                .statusCode(409)
                .body("code", equalTo("account-shared"));
        patch(People.token(admin), person, Map.of("displayName", "Somebody else"))
                .statusCode(409)
                .body("code", equalTo("account-shared"));
        // Whether it is active here is this organization's to say.
        patch(People.token(admin), person, Map.of("active", false)).statusCode(200);
        patchAsInstallation(organization, person, Map.of("email", email)).statusCode(200);
    }

    @Test
    void a_reset_that_was_mailed_to_the_old_address_is_of_no_use() throws Exception {
        People.anonymous()
                .body(Map.of("email", person.email()))
                .post("/api/v1/auth/password-resets")
                .then()
                .statusCode(202);
        String token = Changes.token(mails(sink, person.email(), 1).getFirst(), "/password-reset");

        patch(People.token(admin), person, Map.of("email", "new-" + person.email()))
                .statusCode(200);

        People.anonymous()
                .body(Map.of("token", token, "newPassword", "another long enough phrase"))
                .post("/api/v1/auth/password-resets/complete")
                .then()
                .statusCode(422)
                .body("code", equalTo("reset-token-invalid"));
    }

    @Test
    void what_is_taken_stale_or_strange_is_refused() {
        String token = People.token(admin);
        Person other = People.person(People.organization(), "l1");

        patch(token, person, Map.of("email", other.email().toUpperCase(Locale.ROOT)))
                .statusCode(409)
                .body("code", equalTo("email-taken"));
        patch(token, person, Map.of("username", other.username()))
                .statusCode(409)
                .body("code", equalTo("username-taken"));
        patch(token, person, 7, Map.of("displayName", "X")).statusCode(412);
        People.with(token)
                .body(Map.of("displayName", "X"))
                .patch("/api/v1/users/{id}", person.id())
                .then()
                .statusCode(428);
        patch(token, other, Map.of("displayName", "X")).statusCode(404).body("code", equalTo("not-found"));
        patch(token, new Person(UUID.randomUUID().toString(), "", ""), 1, Map.of("displayName", "X"))
                .statusCode(404);
        for (Map<String, ?> body : List.<Map<String, ?>>of(
                Map.of("isInstallationAdmin", true),
                Map.of("email", "no address"),
                Map.of("email", "x".repeat(250) + "@a.b"),
                Map.of("username", "with blank"),
                Map.of("displayName", "x".repeat(121)),
                Map.of("displayName", " "),
                Map.of("language", "<b>"),
                Map.of("active", "yes"))) {
            patch(token, person, body).statusCode(400);
        }
        Map<String, Object> emptied = new HashMap<>();
        emptied.put("email", null);
        patch(token, person, emptied).statusCode(400).body("code", equalTo("invalid-value"));
        patch(token, person, Map.of("status", "DISABLED")).statusCode(403).body("code", equalTo("forbidden"));
        patchAsInstallation(organization, person, Map.of("status", "DELETED")).statusCode(400);
        patch(token, admin, Map.of("email", "mine-" + admin.email()))
                .statusCode(409)
                .body("code", equalTo("own-account"));
        patch(People.token(person), person, Map.of("displayName", "X"))
                .statusCode(403)
                .body("code", equalTo("forbidden"));
        assertThat(version(person)).isEqualTo(1);
    }

    @Test
    void the_log_tells_which_fields_and_neither_names_nor_addresses() {
        patch(People.token(admin), person, Map.of("email", "secret-" + person.email(), "displayName", "Secret Name"))
                .statusCode(200);

        List<List<Object>> entries = Database.rows(
                "SELECT old_values::text, new_values::text, user_id FROM identity.audit_logs WHERE tenant_id = ?::uuid AND action = 'account.changed'",
                organization);
        assertThat(entries).hasSize(1);
        assertThat(entries.getFirst().get(1).toString())
                .contains("displayName", "email")
                .doesNotContain("Secret", "secret");
        assertThat(entries.getFirst().get(2)).hasToString(admin.id());
    }
}
