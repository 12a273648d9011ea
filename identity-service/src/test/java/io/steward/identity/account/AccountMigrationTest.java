package io.steward.identity.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.session.Logins;
import io.steward.testkit.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class AccountMigrationTest {
    private static final String REASONS = """
            SELECT pg_get_constraintdef(oid) FROM pg_constraint
             WHERE conrelid = 'identity.user_sessions'::regclass AND conname = 'user_sessions_end_reason_check'
            """;

    @Test
    void they_run_again_on_a_database_with_data_and_let_the_administrators_of_before_change_people() throws Exception {
        String organization = People.organization();
        Person admin = People.person(organization, "admin");
        Person person = People.person(organization, "l1");
        Logins.of(person);
        Database.update(
                "UPDATE identity.roles SET permissions = permissions - 'user:update' - 'organization:update' WHERE tenant_id = ?::uuid",
                organization);
        String reasons = (String) Database.value(REASONS);

        migrate("V13__account_life.sql");
        migrate("V13_1__invitations.sql");
        migrate("V16__invited_as.sql");
        migrate("V17__login_failures.sql");
        migrate("V17_1__mfa_demands.sql");

        assertThat(Database.rows(
                        "SELECT name FROM identity.roles WHERE tenant_id = ?::uuid AND permissions @> '[\"user:update\", \"organization:update\"]'",
                        organization))
                .containsExactly(List.of("admin"));
        assertThat(reasons).contains("end_reason ~");
        assertThat(Database.value(REASONS)).isEqualTo(reasons);
        People.with(People.token(admin))
                .delete("/api/v1/users/{id}/membership", person.id())
                .then()
                .statusCode(204);
    }

    private static void migrate(String name) throws SQLException, IOException {
        try (InputStream file = AccountMigrationTest.class.getResourceAsStream("/db/migration/" + name);
                Connection migrator = Database.role("identity_migrator")) {
            migrator.createStatement()
                    .execute(new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .replace("${app}", "identity_app")
                            .replace("${relay}", "identity_relay")
                            .replace("${migrator}", "identity_migrator"));
        }
    }
}
