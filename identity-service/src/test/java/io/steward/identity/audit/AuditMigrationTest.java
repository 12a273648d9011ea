package io.steward.identity.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.testkit.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class AuditMigrationTest {

    @Test
    void it_runs_again_on_a_database_with_data_and_lets_the_administrators_of_before_read_the_log()
            throws SQLException, IOException {
        String organization = People.organization();
        String old = People.organization();
        Database.update(
                "UPDATE identity.roles SET permissions = permissions - 'audit:read' WHERE tenant_id = ?",
                UUID.fromString(old));
        int before = AuditLog.of(organization).size();

        migrate();

        for (String each : new String[] {organization, old}) {
            assertThat(Database.rows(
                            "SELECT name, permissions::text FROM identity.roles WHERE tenant_id = ?",
                            UUID.fromString(each)))
                    .filteredOn(role -> role.get(1).toString().contains("\"audit:read\""))
                    .singleElement()
                    .satisfies(role -> assertThat(role.get(0)).isEqualTo("admin"));
        }
        People.with(People.token(People.person(old, "admin")))
                .get("/api/v1/audit-logs")
                .then()
                .statusCode(200);
        People.admin(organization)
                .body(Map.of("name", "Network"))
                .post("/api/v1/teams")
                .then()
                .statusCode(201);
        assertThat(AuditLog.of(organization)).hasSize(before + 1);
        assertThat(AuditLog.faults(organization)).isEmpty();
    }

    private static void migrate() throws SQLException, IOException {
        try (InputStream file = AuditMigrationTest.class.getResourceAsStream("/db/migration/V7__audit_logs.sql");
                Connection migrator = Database.role("identity_migrator")) {
            migrator.createStatement()
                    .execute(new String(file.readAllBytes(), StandardCharsets.UTF_8)
                            .replace("${app}", "identity_app")
                            .replace("${relay}", "identity_relay")
                            .replace("${migrator}", "identity_migrator"));
        }
    }
}
