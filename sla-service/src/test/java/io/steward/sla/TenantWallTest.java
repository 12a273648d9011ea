package io.steward.sla;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.testkit.Database;
import io.steward.testkit.StewardServers;
import io.steward.testkit.TenantWall;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class TenantWallTest {
    @Test
    void every_table_of_an_organization_is_behind_the_wall() {
        assertThat(TenantWall.tables("sla")).isGreaterThanOrEqualTo(11);
        assertThat(TenantWall.gaps("sla")).isEmpty();
    }

    @Test
    void a_table_without_a_policy_is_reported() {
        Database.update("CREATE TABLE sla.forgotten (tenant_id uuid)");
        try {
            assertThat(TenantWall.gaps("sla")).containsExactly("forgotten");
        } finally {
            Database.update("DROP TABLE sla.forgotten");
        }
    }

    @Test
    void without_an_organization_requests_see_nothing_and_the_timers_role_sees_clocks_alone() throws SQLException {
        try (Organization organization = new Organization()) {
            organization.opened("P1", UUID.randomUUID(), Instant.now());
        }
        for (String table : List.of("ticket_sla", "ticket_facts", "sla_clocks", "clock_segments", "sla_policies")) {
            assertThat(count("sla_app", table)).isZero();
        }
        assertThat(count("sla_relay", "sla_clocks")).isPositive();
    }

    private static long count(String role, String table) throws SQLException {
        try (Connection connection = Database.role(role);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT count(*) FROM sla." + table)) {
            result.next();
            return result.getLong(1);
        }
    }
}
