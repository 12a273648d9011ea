package io.steward.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.tx.Tx;
import io.steward.testkit.Database;
import io.steward.testkit.StewardServers;
import io.steward.testkit.TenantWall;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class TenantWallTest {
    private final TicketApi api = new TicketApi();

    @Inject
    Tx tx;

    @Inject
    Pool pool;

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

    @Test
    void a_read_by_one_statement_sees_its_own_organization_alone() {
        String mine = api.open("Mine");
        TicketApi other = new TicketApi();
        String theirs = other.open("Theirs");
        for (int round = 0; round < 20; round++) {
            assertThat(idsWithoutAnyCondition(api.organization)).containsExactly(mine);
            assertThat(idsWithoutAnyCondition(other.organization)).containsExactly(theirs);
            assertThat(idsWithoutAnyCondition(UUID.randomUUID())).isEmpty();
        }
    }

    @Test
    void a_read_leaves_its_organization_behind_in_no_connection() {
        api.open("Mine");
        for (int round = 0; round < 50; round++) {
            assertThat(idsWithoutAnyCondition(api.organization)).hasSize(1);
            long seen = pool.query("SELECT count(*) AS n FROM tickets")
                    .execute()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .iterator()
                    .next()
                    .getLong("n");
            assertThat(seen).isZero();
        }
    }

    @Test
    void the_database_itself_refuses_a_move_that_the_workflow_does_not_have() throws SQLException {
        UUID id = UUID.fromString(api.open("Unmoved"));
        try (Connection app = Database.role("ticket_app")) {
            app.setAutoCommit(false);
            set(app, api.organization);
            assertThatThrownBy(() -> app.createStatement().execute("UPDATE ticket.tickets SET status = 'CLOSED'"))
                    .hasMessageContaining("may not follow");
            app.commit();
        }
        assertThat(Database.value("SELECT status FROM ticket.tickets WHERE id = ?", id))
                .isEqualTo("NEW");
        assertThat(Database.value("SELECT count(*) FROM ticket.ticket_history WHERE ticket_id = ?", id))
                .isEqualTo(1L);
    }

    @Test
    void no_trigger_makes_an_update_compute_the_generated_columns_anew() {
        // tgtype: 1 for each row, 2 before, 16 update
        assertThat(Database.rows("""
                        SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                         WHERE c.relnamespace = 'ticket'::regnamespace AND t.tgtype & 19 = 19
                           AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attgenerated = 's')
                        """)).isEmpty();
    }

    private List<String> idsWithoutAnyCondition(UUID organization) {
        List<String> ids = new ArrayList<>();
        tx.read(
                        Actor.system(organization, Cause.rule("test", organization)),
                        "SELECT id FROM tickets ORDER BY created_at DESC LIMIT $1",
                        5L)
                .await()
                .indefinitely()
                .forEach(row -> ids.add(row.getUUID("id").toString()));
        return ids;
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
