package io.steward.identity.password;

import static io.steward.identity.password.Resets.FRESH;
import static io.steward.identity.password.Resets.complete;
import static io.steward.identity.password.Resets.invalid;
import static io.steward.identity.password.Resets.mails;
import static io.steward.identity.password.Resets.request;
import static io.steward.identity.password.Resets.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.steward.events.MemberEvent;
import io.steward.events.Topic;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.session.Logins;
import io.steward.testkit.Database;
import io.steward.testkit.EventProbe;
import io.steward.testkit.Eventually;
import io.steward.testkit.MailSink;
import jakarta.inject.Inject;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(IdentityServers.class)
class PasswordResetTest {
    @Inject
    SettableClock clock;

    private MailSink sink;
    private Person person;

    @BeforeEach
    void start() {
        sink = MailSink.start();
        person = People.person(People.organization(), "requester");
    }

    @AfterEach
    void stop() {
        sink.close();
        clock.release();
    }

    @Test
    void whoever_resets_the_password_need_not_wait_for_what_strangers_have_guessed() throws Exception {
        request(person.email());
        String token = token(mails(sink, person, 1).getFirst());
        for (int guess = 0;
                guess < 20 && People.login(person.email(), "guess").extract().statusCode() != 429;
                guess++) {
            clock.set(Instant.now());
        }
        People.login(person.email(), People.PASSWORD).statusCode(429);

        complete(token, FRESH).statusCode(204);

        People.login(person.email(), FRESH).statusCode(200);
    }

    @Test
    void whoever_resets_the_password_need_not_wait_for_his_own_guesses_where_he_is_known() throws Exception {
        String office = "100.70." + ThreadLocalRandom.current().nextInt(256) + ".7";
        loginAt(office, People.PASSWORD).statusCode(200);
        request(person.email());
        String token = token(mails(sink, person, 1).getFirst());
        clock.set(Instant.now());
        for (int guess = 0; guess < 10; guess++) {
            loginAt(office, "guess").statusCode(401);
        }
        loginAt(office, People.PASSWORD).statusCode(429);

        People.anonymous()
                .header("X-Forwarded-For", office)
                .body(Map.of("token", token, "newPassword", FRESH))
                .post("/api/v1/auth/password-resets/complete")
                .then()
                .statusCode(204);

        loginAt(office, FRESH).statusCode(200);
    }

    private ValidatableResponse loginAt(String address, String password) {
        return People.anonymous()
                .header("X-Forwarded-For", address)
                .body(Map.of("email", person.email(), "password", password))
                .post("/api/v1/auth/login")
                .then();
    }

    @Test
    void a_mail_lets_its_recipient_choose_a_new_password_and_ends_every_session() throws Exception {
        Logins session = Logins.of(person);

        request(person.email().toUpperCase(Locale.ROOT)).then().statusCode(202);
        MimeMessage mail = mails(sink, person, 1).getFirst();
        assertThat(mail.getSubject()).isEqualTo("Reset your Steward password");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        String token = token(mail);
        complete(token, FRESH).statusCode(204);

        People.login(person.email(), People.PASSWORD).statusCode(401);
        People.login(person.email(), FRESH).statusCode(200);
        session.refresh().statusCode(401);
        assertThat(Database.value(
                        "SELECT end_reason FROM identity.user_sessions WHERE id = ?::uuid", session.session()))
                .isEqualTo("PASSWORD_RESET");
        List<String> published = published(Topic.REVOCATIONS, session.session());
        String organization = People.organization();
        String member = People.person(organization, "l1").id();
        published.addAll(published(
                Topic.MEMBERS,
                MemberEvent.keyOf(UUID.fromString(organization), UUID.fromString(member))
                        .toString()));
        assertThat(published).isNotEmpty().noneMatch(message -> message.contains(token));
        // Once.
        invalid(token);
        People.login(person.email(), FRESH).statusCode(200);
    }

    @Test
    void a_mail_is_no_way_around_a_second_factor() throws Exception {
        People.proved(person);
        Database.update(
                "INSERT INTO identity.totp_factors (user_id, secret_encrypted, created_at, confirmed_at, last_step)"
                        + " VALUES (?::uuid, 'encrypted', now(), now(), 0)",
                person.id());
        request(person.email());
        complete(token(mails(sink, person, 1).getFirst()), FRESH).statusCode(204);

        People.login(person.email(), FRESH)
                .statusCode(200)
                .body("mfaRequired", equalTo(true))
                .body("accessToken", nullValue());
    }

    @Test
    void the_database_has_no_token_in_the_clear() throws Exception {
        request(person.email());
        String token = token(mails(sink, person, 1).getFirst());

        List<List<Object>> tables = Database.rows(
                "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'identity'");
        assertThat(tables).hasSizeGreaterThan(10);
        for (List<Object> table : tables) {
            assertThat(Database.value(
                            "SELECT count(*) FROM identity." + table.getFirst() + " t WHERE strpos(t::text, ?) > 0",
                            token))
                    .as("%s", table)
                    .isEqualTo(0L);
        }
        assertThat(Database.value(
                        "SELECT token_hash = sha256(convert_to(?, 'UTF8')) FROM identity.password_resets WHERE user_id = ?::uuid",
                        token,
                        person.id()))
                .isEqualTo(true);
    }

    @Test
    void nobody_learns_whether_there_is_such_an_account() {
        Person disabled = People.person(People.organization(), "requester");
        Database.update("UPDATE identity.users SET status = 'DISABLED' WHERE id = ?::uuid", disabled.id());
        String nobody = "nobody-" + person.email();

        Response ofKnown = request(person.email());
        for (String email : List.of(nobody, disabled.email(), "no address at all")) {
            Response ofOther = request(email);
            assertThat(ofOther.statusCode()).isEqualTo(ofKnown.statusCode()).isEqualTo(202);
            assertThat(ofOther.asString()).isEqualTo(ofKnown.asString()).isEmpty();
            assertThat(headers(ofOther)).isEqualTo(headers(ofKnown));
        }

        mails(sink, person, 1);
        Eventually.check(() -> assertThat(Database.value(
                        "SELECT count(*) FROM identity.password_resets WHERE email IN (?, ?, 'no address at all')",
                        nobody,
                        disabled.email()))
                .isEqualTo(0L));
        assertThat(sink.to(nobody)).isEmpty();
        assertThat(sink.to(disabled.email())).isEmpty();
    }

    private static List<String> headers(Response response) {
        return response.headers().asList().stream()
                .map(header -> header.getName().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    @Test
    void an_expired_an_unknown_and_a_void_token_get_the_same_answer() throws Exception {
        Instant start = Instant.now();
        request(person.email());
        String first = token(mails(sink, person, 1).getFirst());
        request(person.email());
        String second = token(mails(sink, person, 2).getLast());
        complete(second, FRESH).statusCode(204);

        // The other resets of the account are void, and what follows is compared with this one's answer.
        String told = invalid(first);
        assertThat(invalid("x".repeat(43))).isEqualTo(told);
        request(person.email());
        String third = token(mails(sink, person, 3).getLast());
        clock.set(start.plus(Duration.ofMinutes(61)));
        assertThat(invalid(third)).isEqualTo(told);
        clock.release();
        complete(third, "Password123").statusCode(422).body("code", equalTo("password-too-common"));
        complete(third, person.username()).statusCode(422).body("code", equalTo("password-is-a-name"));
        assertThat(invalid("y".repeat(43))).isEqualTo(told);
        complete(third, "short").statusCode(400);
        complete("", FRESH).statusCode(400);
        complete(third, "yet another long phrase").statusCode(204);
    }

    @Test
    void a_token_lives_for_an_hour() throws Exception {
        Instant start = Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MICROS);
        clock.set(start);
        request(person.email());
        String token = token(mails(sink, person, 1).getFirst());

        clock.set(start.plus(Duration.ofHours(1)));
        invalid(token);
        clock.set(start.plus(Duration.ofHours(1)).minusMillis(1));
        complete(token, FRESH).statusCode(204);
    }

    @Test
    void of_many_who_use_one_token_at_once_one_succeeds() throws Exception {
        request(person.email());
        String token = token(mails(sink, person, 1).getFirst());
        List<Integer> statuses = new ArrayList<>();

        try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
            Callable<Integer> call = () -> complete(token, FRESH).extract().statusCode();
            for (Future<Integer> status : clients.invokeAll(Collections.nCopies(8, call))) {
                statuses.add(status.get());
            }
        }

        assertThat(statuses).containsOnly(204, 422).containsOnlyOnce(204);
    }

    @Test
    void resets_of_one_account_at_once_do_not_wait_for_each_other_for_ever() throws Exception {
        request(person.email());
        request(person.email());
        List<String> tokens = new ArrayList<>();
        for (MimeMessage mail : mails(sink, person, 2)) {
            tokens.add(token(mail));
        }
        List<Integer> statuses = new ArrayList<>();

        try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
            List<Callable<Integer>> calls = Stream.of(tokens, tokens, tokens, tokens)
                    .flatMap(List::stream)
                    .<Callable<Integer>>map(
                            token -> () -> complete(token, FRESH).extract().statusCode())
                    .toList();
            for (Future<Integer> status : clients.invokeAll(calls)) {
                statuses.add(status.get());
            }
        }

        assertThat(statuses).containsOnly(204, 422).containsOnlyOnce(204);
    }

    @Test
    void a_change_of_the_password_voids_what_was_mailed() throws Exception {
        request(person.email());
        String token = token(mails(sink, person, 1).getFirst());

        People.with(Logins.of(person).accessToken())
                .body(Map.of("currentPassword", People.PASSWORD, "newPassword", FRESH))
                .put("/api/v1/me/password")
                .then()
                .statusCode(204);

        invalid(token);
    }

    @Test
    void bad_input_is_a_problem_and_nothing_prints_a_secret() {
        for (Map<String, ?> body :
                List.<Map<String, ?>>of(Map.of(), Map.of("email", " "), Map.of("email", "x".repeat(255)))) {
            People.anonymous()
                    .body(body)
                    .post("/api/v1/auth/password-resets")
                    .then()
                    .statusCode(400)
                    .body("code", equalTo("validation-failed"));
        }
        People.anonymous()
                .body(Map.of("email", "a\0b@steward.test"))
                .post("/api/v1/auth/password-resets")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-value"));
        assertThat(new CompleteReset("secret", "secret phrase").toString()).doesNotContain("secret");
        assertThat(new ResetToken("secret").toString()).doesNotContain("secret");
    }

    /** All that the topic has up to a record of the key. */
    private static List<String> published(Topic topic, String key) {
        List<String> messages = new ArrayList<>();
        try (EventProbe probe = EventProbe.on(topic)) {
            probe.await(message -> {
                messages.add(message.headers() + new String(message.value(), StandardCharsets.UTF_8));
                return key.equals(message.key());
            });
        }
        return messages;
    }
}
