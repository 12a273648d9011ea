package io.steward.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.testkit.Database;
import io.steward.testkit.StewardServers;
import io.steward.testkit.TenantWall;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class TenantWallTest {
    private final TicketApi api = new TicketApi();

    @Test
    void every_table_of_an_organization_is_behind_the_wall() {
        assertThat(TenantWall.tables("ticket")).isGreaterThan(5);
        assertThat(TenantWall.gaps("ticket")).isEmpty();
    }

    @Test
    void a_table_without_the_wall_is_found() {
        Database.update("CREATE TABLE ticket.hole (tenant_id uuid)");
        try {
            assertThat(TenantWall.gaps("ticket")).containsExactly("hole");
        } finally {
            Database.update("DROP TABLE ticket.hole");
        }
    }

    @Test
    void without_an_organization_the_application_sees_nothing_and_with_one_it_sees_its_own() throws SQLException {
        api.open("Mine");
        try (Connection app = Database.role("ticket_app")) {
            assertThat(count(app)).isZero();
            app.setAutoCommit(false);
            set(app, UUID.randomUUID());
            assertThat(count(app)).isZero();
            set(app, api.organization);
            assertThat(count(app)).isEqualTo(1);
            app.rollback();
        }
    }

    @Test
    void the_application_writes_into_no_other_organization_and_never_into_history() throws SQLException {
        String id = api.open("Target");
        try (Connection app = Database.role("ticket_app")) {
            app.setAutoCommit(false);
            set(app, UUID.randomUUID());
            assertThatThrownBy(() -> app.createStatement()
                            .execute("INSERT INTO ticket.team VALUES ('" + api.organization + "', gen_random_uuid())"))
                    .hasMessageContaining("row-level security");
            app.rollback();
            set(app, api.organization);
            assertThatThrownBy(() -> app.createStatement().execute("DELETE FROM ticket.ticket_history"))
                    .hasMessageContaining("denied");
            app.rollback();
        }
        assertThatThrownBy(() -> Database.update(
                        "UPDATE ticket.ticket_history SET cause = 'x' WHERE ticket_id = ?", UUID.fromString(id)))
                .hasMessageContaining("immutable");
    }

    private static long count(Connection connection) throws SQLException {
        try (ResultSet rows = connection.createStatement().executeQuery("SELECT count(*) FROM ticket.tickets")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void set(Connection connection, UUID tenant) throws SQLException {
        try (var statement = connection.prepareStatement(
                "SELECT set_config('app.tenant_id', ?, true), set_config('search_path', 'ticket,public', true)")) {
            statement.setString(1, tenant.toString());
            statement.execute();
        }
    }
}
