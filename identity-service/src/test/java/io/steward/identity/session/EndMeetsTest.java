package io.steward.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has looked before an end and writes after it. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class EndMeetsTest {
    private Person person;

    @BeforeEach
    void person() {
        person = People.person(People.organization(), "requester");
    }

    @Test
    void a_login_whose_password_changes_after_its_proof_fails() throws Exception {
        assertThat(meets(
                        "UPDATE identity.users SET password_hash = 'of another password' WHERE id = ?::uuid",
                        person.id(),
                        () -> People.login(person.email(), People.PASSWORD)
                                .extract()
                                .statusCode()))
                .isEqualTo(401);
    }

    @Test
    void a_refresh_whose_session_ends_before_its_commit_fails() throws Exception {
        Logins session = Logins.of(person);

        assertThat(meets(
                        "UPDATE identity.user_sessions SET ended_at = now(), end_reason = 'LOGOUT' WHERE id = ?::uuid",
                        session.session(),
                        () -> session.refresh().extract().statusCode()))
                .isEqualTo(401);
    }

    /** What a request answers that comes to the row after the change was made and before it was committed. */
    private static int meets(String change, String id, Callable<Integer> request) throws Exception {
        try (ExecutorService client = Executors.newSingleThreadExecutor();
                Connection connection = Database.superuser();
                PreparedStatement statement = connection.prepareStatement(change)) {
            connection.setAutoCommit(false);
            statement.setString(1, id);
            assertThat(statement.executeUpdate()).isEqualTo(1);
            Future<Integer> answer = client.submit(request);
            Eventually.check(() -> assertThat(answer.isDone()
                            || !Database.rows("SELECT 1 FROM pg_stat_activity WHERE usename = 'identity_app'"
                                            + " AND wait_event_type = 'Lock'")
                                    .isEmpty())
                    .isTrue());
            connection.commit();
            return answer.get();
        }
    }
}
