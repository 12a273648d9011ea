package io.steward.identity.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.session.Logins;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class ChangePasswordTest {
    private static final String FRESH = "another long enough phrase";

    @Inject
    SettableClock clock;

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    @Test
    void a_new_password_takes_the_place_of_the_old_one_and_ends_every_other_session() {
        Person person = person();
        Logins current = Logins.of(person);
        Logins other = Logins.of(person);

        change(current, People.PASSWORD, FRESH).statusCode(204);

        People.login(person.email(), People.PASSWORD).statusCode(401);
        People.login(person.email(), FRESH).statusCode(200);
        other.refresh().statusCode(401);
        current.refresh().statusCode(200);
        assertThat(Database.value("SELECT end_reason FROM identity.user_sessions WHERE id = ?::uuid", other.session()))
                .isEqualTo("PASSWORD_CHANGED");
        try (EventProbe probe = EventProbe.on(Topic.REVOCATIONS)) {
            probe.await(message -> other.session().equals(message.key()));
        }
        assertThat((String) Database.value("SELECT password_hash FROM identity.users WHERE id = ?::uuid", person.id()))
                .startsWith("$argon2id$");
    }

    @Test
    void a_wrong_current_password_changes_nothing_and_counts_as_a_failed_login() {
        Person person = person();
        Logins session = Logins.of(person);
        clock.set(Instant.now());

        for (int failure = 0; failure < 10; failure++) {
            change(session, "not the password", FRESH)
                    .statusCode(403)
                    .body("code", equalTo("password-wrong"))
                    .body("field", equalTo("currentPassword"));
        }

        change(session, People.PASSWORD, FRESH).statusCode(429).body("code", equalTo("login-throttled"));
        People.login(person.email(), People.PASSWORD).statusCode(429);
        clock.release();
        session.refresh().statusCode(200);
    }

    @Test
    void an_unfit_new_password_is_refused() {
        Person person = person();
        Logins session = Logins.of(person);

        change(session, People.PASSWORD, "Password123")
                .statusCode(422)
                .body("code", equalTo("password-too-common"))
                .body("field", equalTo("newPassword"));
        for (String name : List.of(person.email(), person.username().toUpperCase(), "Somebody 1")) {
            change(session, People.PASSWORD, name)
                    .statusCode(422)
                    .body("code", equalTo("password-is-a-name"))
                    .body("field", equalTo("newPassword"));
        }
        change(session, People.PASSWORD, "short").statusCode(400).body("code", equalTo("validation-failed"));
        change(session, People.PASSWORD, "x".repeat(129)).statusCode(400);
        change(session, "", FRESH).statusCode(400);
        change(session, People.PASSWORD, "with a \0 within it").statusCode(204);
        People.with(session.accessToken())
                .body(Map.of("currentPassword", People.PASSWORD, "newPassword", FRESH, "userId", person.id()))
                .put("/api/v1/me/password")
                .then()
                .statusCode(400)
                .body("code", equalTo("unknown-property"));
        People.anonymous()
                .body(Map.of("currentPassword", People.PASSWORD, "newPassword", FRESH))
                .put("/api/v1/me/password")
                .then()
                .statusCode(401);
        assertThat(new ChangePassword("secret one", "secret two", null).toString())
                .doesNotContain("secret");
    }

    @Test
    void logins_with_the_old_password_that_meet_the_change_leave_no_session() throws Exception {
        Person person = person();
        Logins session = Logins.of(person);
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int login = 0; login < 12; login++) {
            calls.add(() ->
                    People.login(person.email(), People.PASSWORD).extract().statusCode());
        }
        calls.add(6, () -> change(session, People.PASSWORD, FRESH).extract().statusCode());

        try (ExecutorService clients = Executors.newFixedThreadPool(calls.size())) {
            for (Future<Integer> status : clients.invokeAll(calls)) {
                assertThat(status.get()).isIn(200, 204, 401);
            }
        }

        assertThat(Database.rows(
                        "SELECT id::text FROM identity.user_sessions WHERE user_id = ?::uuid AND ended_at IS NULL",
                        person.id()))
                .containsExactly(List.of(session.session()));
    }

    @Test
    void a_bcrypt_hash_logs_in_and_is_an_argon2id_hash_from_then_on() throws Exception {
        Person person = person();
        Database.update(
                "UPDATE identity.users SET password_hash = ? WHERE id = ?::uuid",
                "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                person.id());

        People.login(person.email(), "U*V").statusCode(401);
        assertThat(hash(person)).startsWith("$2y$");
        try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
            Callable<Integer> login =
                    () -> People.login(person.email(), "U*U").extract().statusCode();
            for (Future<Integer> status : clients.invokeAll(Collections.nCopies(4, login))) {
                assertThat(status.get()).isEqualTo(200);
            }
        }

        assertThat(hash(person)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        People.login(person.email(), "U*U").statusCode(200);
        People.login(person.email(), "U*V").statusCode(401);
    }

    @Test
    void a_hash_of_no_use_gets_the_answer_that_everybody_gets() {
        Person person = person();
        Database.update(
                "UPDATE identity.users SET password_hash = ? WHERE id = ?::uuid",
                "$2a$15$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                person.id());

        People.login(person.email(), "U*U").statusCode(401).body("code", equalTo("login-failed"));
    }

    private static String hash(Person person) {
        return (String) Database.value("SELECT password_hash FROM identity.users WHERE id = ?::uuid", person.id());
    }

    private static ValidatableResponse change(Logins session, String current, String fresh) {
        return People.with(session.accessToken())
                .body(Map.of("currentPassword", current, "newPassword", fresh))
                .put("/api/v1/me/password")
                .then();
    }

    private static Person person() {
        return People.person(People.organization(), "requester");
    }
}
