package io.steward.identity.profile;

import static io.steward.identity.profile.Changes.mails;
import static io.steward.identity.profile.Changes.patchOwn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.Eventually;
import io.steward.testkit.MailSink;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class OwnProfileTest {
    private static final String PAGE = "/verify-email";

    @Inject
    SettableClock clock;

    private MailSink sink;
    private Person person;
    private String token;

    @BeforeEach
    void start() {
        sink = MailSink.start();
        person = People.person(People.organization(), "l1");
        token = People.token(person);
    }

    @AfterEach
    void stop() {
        clock.release();
        sink.close();
    }

    @Test
    void somebody_changes_his_name_and_language() {
        patchOwn(token, person, Map.of("displayName", "Jo", "language", "pt-BR"))
                .statusCode(200)
                .header("ETag", equalTo("\"2\""))
                .body("displayName", equalTo("Jo"))
                .body("language", equalTo("pt-BR"));

        People.with(token)
                .get("/api/v1/me")
                .then()
                .header("ETag", equalTo("\"2\""))
                .body("displayName", equalTo("Jo"));
        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            probe.await(
                    MemberSaved.class,
                    told -> told.userId().toString().equals(person.id())
                            && told.displayName().equals("Jo"));
        }
        People.with(token)
                .header("If-Match", "\"1\"")
                .body(Map.of("displayName", "Old"))
                .patch("/api/v1/me")
                .then()
                .statusCode(412);
        People.with(token)
                .body(Map.of("displayName", "Old"))
                .patch("/api/v1/me")
                .then()
                .statusCode(428);
        for (Map<String, ?> body : List.<Map<String, ?>>of(
                Map.of("username", "other"),
                Map.of("active", false),
                Map.of("status", "DISABLED"),
                Map.of("displayName", " "))) {
            patchOwn(token, person, body).statusCode(400);
        }
    }

    @Test
    void another_address_is_ones_own_when_it_is_proved() throws Exception {
        String email = "new-" + person.email();

        change(email).statusCode(200).body("email", equalTo(person.email()));
        String proof = Changes.token(mails(sink, email, 1).getFirst(), PAGE);
        People.login(email, People.PASSWORD).statusCode(401);
        complete(proof).statusCode(204);

        People.login(email, People.PASSWORD).statusCode(200);
        People.login(person.email(), People.PASSWORD).statusCode(401);
        People.with(token)
                .get("/api/v1/me")
                .then()
                .body("email", equalTo(email))
                .body("emailVerified", equalTo(true));
        assertThat(mails(sink, person.email(), 1).getFirst().getContent().toString())
                .doesNotContain(email);
        try (EventProbe probe = EventProbe.on(Topic.MEMBERS)) {
            probe.await(MemberSaved.class, told -> told.email().equals(email));
        }
        complete(proof).statusCode(422).body("code", equalTo("verification-token-invalid"));
    }

    @Test
    void another_address_takes_the_password_and_is_nobodys_elses() {
        Person other = People.person(People.organization(), "l1");

        patchOwn(token, person, Map.of("email", "new-" + person.email(), "currentPassword", "wrong password"))
                .statusCode(403)
                .body("code", equalTo("password-wrong"));
        patchOwn(token, person, Map.of("email", "new-" + person.email())).statusCode(400);
        // Not told whose it is; there is no mail.
        change(other.email()).statusCode(200);
        Eventually.check(() -> assertThat(Database.value(
                        "SELECT count(*) FROM identity.letters l JOIN identity.email_verifications v ON v.id = l.subject_id WHERE v.user_id = ?::uuid",
                        person.id()))
                .isEqualTo(0L));
        assertThat(sink.to(other.email())).isEmpty();
    }

    @Test
    void an_address_that_somebody_else_has_by_now_is_not_taken() throws Exception {
        String email = "wanted-" + person.email();
        change(email).statusCode(200);
        String proof = Changes.token(mails(sink, email, 1).getFirst(), PAGE);
        Person faster = People.person(People.organization(), "l1");
        Database.update("UPDATE identity.users SET email = ? WHERE id = ?::uuid", email, faster.id());

        complete(proof).statusCode(409).body("code", equalTo("email-taken"));
    }

    @Test
    void what_was_asked_for_before_the_password_changed_comes_to_nothing() throws Exception {
        String email = "attacker-" + person.email();
        change(email).statusCode(200);
        String proof = Changes.token(mails(sink, email, 1).getFirst(), PAGE);

        People.with(token)
                .body(Map.of("currentPassword", People.PASSWORD, "newPassword", "another long enough phrase"))
                .put("/api/v1/me/password")
                .then()
                .statusCode(204);

        complete(proof).statusCode(422).body("code", equalTo("verification-token-invalid"));
    }

    @Test
    void an_address_is_confirmed_by_a_token_that_lives_for_a_day() throws Exception {
        Instant start = Instant.now().truncatedTo(ChronoUnit.MICROS);
        clock.set(start);
        People.with(token).get("/api/v1/me").then().body("emailVerified", equalTo(false));
        verify().statusCode(202);
        String first = Changes.token(mails(sink, person.email(), 1).getFirst(), PAGE);
        verify().statusCode(202);
        String second = Changes.token(mails(sink, person.email(), 2).getLast(), PAGE);

        String told = invalid(first);
        assertThat(invalid("x".repeat(43))).isEqualTo(told);
        clock.set(start.plus(Duration.ofHours(24)));
        assertThat(invalid(second)).isEqualTo(told);
        clock.set(start.plus(Duration.ofHours(24)).minusMillis(1));
        complete(second).statusCode(204);

        clock.release();
        String fresh = People.token(person);
        People.with(fresh).get("/api/v1/me").then().body("emailVerified", equalTo(true));
        People.with(fresh)
                .post("/api/v1/me/email-verification")
                .then()
                .statusCode(409)
                .body("code", equalTo("email-verified"));
        assertThat(Database.value(
                        "SELECT count(*) FROM identity.email_verifications v WHERE strpos(v::text, ?) > 0", second))
                .isEqualTo(0L);
    }

    @Test
    void who_asks_for_too_many_mails_is_told_to_wait() {
        for (int mail = 0; mail < 5; mail++) {
            verify().statusCode(202);
        }
        verify().statusCode(429).body("code", equalTo("email-verification-throttled"));
    }

    private ValidatableResponse verify() {
        return People.with(token).post("/api/v1/me/email-verification").then();
    }

    private ValidatableResponse change(String email) {
        return patchOwn(token, person, Map.of("email", email, "currentPassword", People.PASSWORD));
    }

    private static ValidatableResponse complete(String proof) {
        return People.anonymous()
                .body(Map.of("token", proof, "newPassword", People.PASSWORD))
                .post("/api/v1/auth/email-verifications/complete")
                .then();
    }

    private static String invalid(String proof) {
        return complete(proof).statusCode(422).extract().asString().replaceAll("\"traceId\":\"[^\"]*\"", "");
    }
}
