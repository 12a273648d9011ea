package io.steward.identity.deletion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may delete whom. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class DeletionRulesTest {
    private String organization;
    private Person chief;

    @BeforeEach
    void organization() {
        organization = People.organization();
        chief = People.person(organization, "admin");
    }

    @Test
    void not_everybody_may_be_deleted_by_everybody() {
        Person agent = Deletions.somebody(organization, "Agent", "l1");
        Person stranger = People.person(People.organization(), "requester");
        Database.update(
                "INSERT INTO identity.roles (tenant_id, id, name, permissions, created_at, updated_at) "
                        + "VALUES (?::uuid, gen_random_uuid(), 'remover', '[\"user:delete\"]', now(), now())",
                organization);
        Person remover = People.person(organization, "remover");

        Deletions.delete(People.with(People.token(agent)), chief)
                .statusCode(403)
                .body("code", equalTo("forbidden"));
        Deletions.delete(People.with(People.token(remover)), agent)
                .statusCode(403)
                .body("code", equalTo("role-escalation"));
        Deletions.delete(chief(), chief).statusCode(409).body("code", equalTo("own-account"));
        Deletions.delete(chief(), stranger).statusCode(404).body("code", equalTo("not-found"));
        Deletions.outcome(chief(), stranger).statusCode(404);
        Deletions.outcome(chief(), agent).statusCode(404);
        chief().delete("/api/v1/users/{id}", UUID.randomUUID()).then().statusCode(404);
        chief().delete("/api/v1/users/nobody").then().statusCode(404);
        Deletions.delete(People.admin(organization), chief).statusCode(409).body("code", equalTo("last-administrator"));
        administrator(agent, true);
        Deletions.delete(chief(), agent).statusCode(409).body("code", equalTo("installation-administrator"));
        administrator(agent, false);

        assertThat(Database.value(
                        "SELECT count(*) FROM identity.users WHERE status = 'DELETING' AND id IN (?::uuid, ?::uuid)",
                        chief.id(),
                        agent.id()))
                .isEqualTo(0L);
    }

    @Test
    void of_two_administrators_who_delete_each_other_one_stays() {
        Person other = People.person(organization, "admin");
        String first = People.token(chief);
        String second = People.token(other);

        CompletableFuture<ValidatableResponse> one = Deletions.begin(() -> Deletions.delete(People.with(first), other));
        CompletableFuture<ValidatableResponse> two =
                Deletions.begin(() -> Deletions.delete(People.with(second), chief));

        assertThat(List.of(
                        one.join().extract().statusCode(), two.join().extract().statusCode()))
                .contains(409)
                .doesNotContain(500);
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.users WHERE status = 'ACTIVE' AND id IN (?::uuid, ?::uuid)",
                        chief.id(),
                        other.id()))
                .isEqualTo(1L);
    }

    @Test
    void every_table_that_refers_to_an_account_joins_its_erasure() {
        assertThat(Database.rows("""
                        SELECT conrelid::regclass::text FROM pg_constraint
                         WHERE contype = 'f' AND confrelid = 'identity.users'::regclass AND confdeltype NOT IN ('c', 'n')"""))
                .as(
                        "foreign keys to an account without ON DELETE CASCADE or SET NULL, beside what erase_account deletes itself")
                .containsExactly(List.of("identity.organization_members"));
    }

    @Test
    void its_migration_runs_again_on_a_database_with_data() throws SQLException, IOException {
        Person person = People.person(organization, "requester");
        Database.update(
                "UPDATE identity.users SET event_sequence = 3, account_sequence = 0 WHERE id = ?::uuid", person.id());
        Database.update(
                "UPDATE identity.roles SET permissions = permissions - 'user:delete' WHERE tenant_id = ?::uuid",
                organization);

        for (int round = 0; round < 2; round++) {
            migrate();
        }

        assertThat(Database.rows(
                        "SELECT name FROM identity.roles WHERE tenant_id = ?::uuid AND permissions @> '[\"user:delete\"]'",
                        organization))
                .containsExactly(List.of("admin"));
        // Goes on where the account's events had come to while they and its memberships' were counted together.
        assertThat(Database.value("SELECT account_sequence FROM identity.users WHERE id = ?::uuid", person.id()))
                .isEqualTo(3L);
    }

    private static void migrate() throws SQLException, IOException {
        try (InputStream file =
                        DeletionRulesTest.class.getResourceAsStream("/db/migration/V14__account_deletions.sql");
                Connection migrator = Database.role("identity_migrator")) {
            migrator.createStatement()
                    .execute(new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .replace("${app}", "identity_app")
                            .replace("${relay}", "identity_relay")
                            .replace("${migrator}", "identity_migrator"));
        }
    }

    private static void administrator(Person person, boolean is) {
        Database.update("UPDATE identity.users SET is_installation_admin = ? WHERE id = ?::uuid", is, person.id());
    }

    private RequestSpecification chief() {
        return People.with(People.token(chief));
    }
}
