package io.steward.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.testkit.Database;
import io.steward.testkit.StewardServers;
import io.steward.testkit.TenantWall;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class TenantWallTest {
    @Test
    void every_table_of_an_organization_is_behind_the_wall() {
        assertThat(TenantWall.tables("knowledge")).isGreaterThanOrEqualTo(9);
        assertThat(TenantWall.gaps("knowledge")).isEmpty();
    }

    @Test
    void a_table_without_the_wall_is_reported() {
        Database.update("CREATE TABLE knowledge.forgotten (tenant_id uuid)");
        try {
            assertThat(TenantWall.gaps("knowledge")).containsExactly("forgotten");
        } finally {
            Database.update("DROP TABLE knowledge.forgotten");
        }
    }
}
