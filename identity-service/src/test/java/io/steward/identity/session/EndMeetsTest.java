package io.steward.identity.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.testkit.Database;
import io.steward.testkit.Eventually;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Base64;
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
    void a_login_sees_the_membership_that_ended_while_it_waited_for_the_account() throws Exception {
        assertThat(meets(
                        "WITH held AS (UPDATE identity.users SET updated_at = now() WHERE id = ?::uuid RETURNING id)"
                                + " UPDATE identity.organization_members m SET active = false"
                                + " FROM held WHERE m.user_id = held.id",
                        person.id(),
                        () -> organizations(People.login(person.email(), People.PASSWORD)
                                .statusCode(200)
                                .extract()
                                .path("accessToken"))))
                .isZero();
    }

    /** In which a token lets its bearer act: one or none. */
    private static int organizations(String token) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8))
                        .containsKey("org")
                ? 1
                : 0;
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
