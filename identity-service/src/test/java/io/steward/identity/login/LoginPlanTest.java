package io.steward.identity.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.testkit.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class LoginPlanTest {
    @Test
    void a_login_does_not_look_through_the_sessions_of_others() throws SQLException {
        People.person(People.organization(), "l1");
        try (Connection connection = Database.superuser();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL search_path = identity, public");
            statement.execute("""
                    INSERT INTO user_sessions (id, user_id, ip_address, created_at, last_activity_at, expires_at)
                    SELECT gen_random_uuid(), u.id, '192.0.2.1', now(), now(), now() + interval '1 day'
                      FROM (SELECT id FROM users LIMIT 20) u, generate_series(1, 500)
                    """);
            statement.execute("ANALYZE user_sessions");
            statement.execute("SET LOCAL plan_cache_mode = force_generic_plan");
            statement.execute("PREPARE find AS " + LoginService.FIND);
            var plan = new StringBuilder();
            try (ResultSet lines = statement.executeQuery(
                    "EXPLAIN EXECUTE find('a@steward.test', '192.0.2.1', now(), NULL, NULL, NULL)")) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
            connection.rollback();

            assertThat(plan.toString())
                    .contains("user_sessions_address")
                    .doesNotContain("Seq Scan on user_sessions", "Bitmap Heap Scan on user_sessions");
        }
    }
}
