package io.steward.identity.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.profile.Changes;
import io.steward.testkit.Database;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class LoginDelayTest {
    /** They tell of the request and not of the account. */
    private static final Set<String> ITS_OWN = Set.of("date", "x-request-id");

    @Inject
    SettableClock clock;

    private Person person;
    private Instant now;

    @BeforeEach
    void start() {
        person = People.person(People.organization(), "requester");
        now = Instant.now();
        clock.set(now);
    }

    @AfterEach
    void release() {
        clock.release();
    }

    @Test
    void what_is_answered_in_a_row_is_the_same_whether_there_is_an_account_or_not() {
        List<String> ofAccount = sequence(person.email(), address());
        Instant end = now;
        now = end.plus(Duration.ofHours(2));

        List<String> ofNobody = sequence("x" + person.email(), address());

        assertThat(ofAccount).hasSize(26).isEqualTo(ofNobody);
        assertThat(ofAccount.get(9)).startsWith("401");
        assertThat(ofAccount.get(10))
                .startsWith("429")
                .contains("\"retryAfter\":1")
                .contains("retry-after=1");
        assertThat(ofAccount.get(24)).startsWith("429").contains("\"retryAfter\":128");
    }

    /** Wrong passwords, a look at each wait, and the wait itself. */
    private List<String> sequence(String email, String address) {
        List<String> answers = new ArrayList<>();
        clock.set(now);
        for (int guess = 0; guess < 10; guess++) {
            answers.add(told(login(email, "guess " + guess, address)));
        }
        for (int wait = 1; wait <= 128; wait *= 2) {
            answers.add(told(login(email, "too early", address)));
            now = now.plusSeconds(wait);
            clock.set(now);
            answers.add(told(login(email, "in time", address)));
        }
        return answers;
    }

    private static String told(Response answer) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : answer.headers()) {
            if (!ITS_OWN.contains(header.getName().toLowerCase(java.util.Locale.ROOT))) {
                headers.put(header.getName().toLowerCase(java.util.Locale.ROOT), header.getValue());
            }
        }
        JsonObject body = new JsonObject(answer.asString());
        assertThat(body.remove("traceId")).isNotNull();
        return answer.statusCode() + " " + headers + " " + body.encode();
    }

    @Test
    void strangers_keep_nobody_out_where_he_has_logged_in_lately() {
        String office = address();
        login(person.email(), People.PASSWORD, office).then().statusCode(200);
        guess(person.email(), address(), 10);

        login(person.email(), People.PASSWORD, address())
                .then()
                .statusCode(429)
                .body("code", equalTo("login-throttled"));
        login(person.email(), People.PASSWORD, office).then().statusCode(200);

        guess(person.email(), office, 10);
        login(person.email(), People.PASSWORD, office).then().statusCode(429);
    }

    @Test
    void where_he_has_not_been_for_a_month_he_waits_like_anybody() {
        String office = address();
        login(person.email(), People.PASSWORD, office).then().statusCode(200);
        Database.update(
                "UPDATE identity.user_sessions SET last_activity_at = last_activity_at - interval '31 d' WHERE user_id = ?::uuid",
                person.id());
        guess(person.email(), address(), 10);

        login(person.email(), People.PASSWORD, office).then().statusCode(429);
    }

    @Test
    void an_address_that_fails_for_everybody_waits_for_everybody() {
        String address = address();
        for (int email = 0; email < 10; email++) {
            guess(email + person.email(), address, 10);
        }

        login(person.email(), People.PASSWORD, address).then().statusCode(429).header("Retry-After", equalTo("1"));
        login(person.email(), People.PASSWORD, address()).then().statusCode(200);
        clock.set(now.plusSeconds(1));
        login(person.email(), People.PASSWORD, address).then().statusCode(200);
    }

    @Test
    void what_strangers_guess_keeps_nobody_waiting_who_has_a_session() {
        String session = login(person.email(), People.PASSWORD, address())
                .then()
                .statusCode(200)
                .extract()
                .path("accessToken");
        guess(person.email(), address(), 10);
        String here = address();

        wish(session, People.PASSWORD, here).then().statusCode(200);
        People.with(session)
                .header("X-Forwarded-For", here)
                .body(Map.of("currentPassword", People.PASSWORD, "newPassword", "another long enough phrase"))
                .put("/api/v1/me/password")
                .then()
                .statusCode(204);
    }

    @Test
    void wrong_passwords_for_another_email_make_their_own_address_wait() {
        String session = login(person.email(), People.PASSWORD, address())
                .then()
                .statusCode(200)
                .extract()
                .path("accessToken");
        String here = address();
        for (int failure = 0; failure < 10; failure++) {
            wish(session, "guess", here).then().statusCode(403);
        }

        wish(session, People.PASSWORD, here).then().statusCode(429).body("code", equalTo("login-throttled"));
        login(person.email(), People.PASSWORD, address()).then().statusCode(200);
    }

    @Test
    void guesses_at_one_moment_are_all_counted_and_leave_the_same_whether_there_is_an_account_or_not()
            throws Exception {
        String address = address();
        List<Callable<Integer>> guesses = new ArrayList<>();
        for (int guess = 0; guess < 24; guess++) {
            String email = guess % 2 == 0 ? person.email() : "x" + person.email();
            guesses.add(() -> login(email, "guess", address).statusCode());
        }
        Database.update("DELETE FROM identity.login_failures");
        int looked = 0;
        try (ExecutorService clients = Executors.newFixedThreadPool(24)) {
            for (Future<Integer> status : clients.invokeAll(guesses)) {
                assertThat(status.get()).isIn(401, 429);
                looked += status.get() == 401 ? 1 : 0;
            }
        }
        assertThat(looked).as("of each email's twelve").isGreaterThanOrEqualTo(20);
        assertThat(Database.value("SELECT sum(failures) FROM identity.login_failures WHERE kind = 'EMAIL'"))
                .isEqualTo((long) looked);
        assertThat(Database.rows("SELECT failures FROM identity.login_failures WHERE kind = 'ADDRESS'"))
                .containsExactly(List.of(looked));

        String ofAccount = told(login(person.email(), People.PASSWORD, address()));
        assertThat(ofAccount).startsWith("429").contains("\"retryAfter\":");
        assertThat(login("x" + person.email(), People.PASSWORD, address()).statusCode())
                .isEqualTo(429);
    }

    private static void guess(String email, String address, int times) {
        for (int guess = 0; guess < times; guess++) {
            login(email, "guess", address).then().statusCode(401);
        }
    }

    private static Response login(String email, String password, String address) {
        return People.anonymous()
                .header("X-Forwarded-For", address)
                .body(Map.of("email", email, "password", password))
                .post("/api/v1/auth/login");
    }

    /** For another email. */
    private Response wish(String session, String password, String address) {
        return People.with(session)
                .header("X-Forwarded-For", address)
                .header("If-Match", "\"" + Changes.version(person) + "\"")
                .body(Map.of("email", "new-" + person.email(), "currentPassword", password))
                .patch("/api/v1/me");
    }

    /** One of its own for each purpose. */
    private static String address() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "100." + random.nextInt(64, 128) + "." + random.nextInt(256) + "." + random.nextInt(1, 255);
    }
}
