package io.steward.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.testkit.Database;
import io.steward.testkit.StewardServers;
import io.steward.testkit.TenantWall;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
@WithTestResource(MailPort.class)
class TenantWallTest {
    @Test
    void every_table_of_an_organization_is_behind_the_wall() {
        assertThat(TenantWall.tables("notification")).isGreaterThanOrEqualTo(10);
        assertThat(TenantWall.gaps("notification")).isEmpty();
    }

    @Test
    void a_table_without_the_wall_is_reported() {
        Database.update("CREATE TABLE notification.open_door (tenant_id uuid)");
        try {
            assertThat(TenantWall.gaps("notification")).containsExactly("open_door");
        } finally {
            Database.update("DROP TABLE notification.open_door");
        }
    }
}
