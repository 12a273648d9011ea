package io.steward.identity.mfa;

import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.SettableClock;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose failures make a second step wait. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class MfaDelayTest {
    @Inject
    SettableClock clock;

    private final String office = address();
    private final String elsewhere = address();
    private Factors mine;

    @BeforeEach
    void start() {
        clock.set(Instant.now());
        mine = Factors.totp(clock, People.person(People.organization(), "requester"));
    }

    @AfterEach
    void timeGoesOn() {
        clock.release();
    }

    @Test
    void strangers_who_fail_elsewhere_do_not_keep_the_owner_from_the_second_step() {
        String challenge = challenge(office);
        String code = mine.nextCode();
        for (int guess = 0; guess < 10; guess++) {
            login("guess", elsewhere).statusCode(401);
        }
        login(People.PASSWORD, elsewhere).statusCode(429);

        complete(challenge, code, office).statusCode(200);
    }

    @Test
    void wrong_codes_make_a_second_step_wait_where_they_came_from_and_nobody_elsewhere() {
        for (int round = 0; round < 2; round++) {
            String challenge = challenge(elsewhere);
            for (int guess = 0; guess < 5; guess++) {
                complete(challenge, mine.wrongCode(), elsewhere).statusCode(401);
            }
        }
        // The first step waits for wrong passwords alone, where nobody has been seen.
        String there = challenge(elsewhere);
        String here = challenge(office);

        complete(there, mine.wrongCode(), elsewhere).statusCode(429).body("code", equalTo("login-throttled"));
        // Past what the account's factors wait, whoever tries them.
        clock.set(clock.instant().plusSeconds(30));
        complete(here, mine.nextCode(), office).statusCode(200);
    }

    private String challenge(String address) {
        return login(People.PASSWORD, address).statusCode(200).extract().path("challengeId");
    }

    private ValidatableResponse login(String password, String address) {
        return post(Map.of("email", mine.person.email(), "password", password), "/api/v1/auth/login", address);
    }

    private static ValidatableResponse complete(String challenge, String code, String address) {
        return post(Map.of("challengeId", challenge, "code", code), Factors.AUTH, address);
    }

    private static ValidatableResponse post(Map<String, String> body, String path, String address) {
        return People.anonymous()
                .header("X-Forwarded-For", address)
                .body(body)
                .post(path)
                .then();
    }

    /** One of its own for each purpose. */
    private static String address() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return "100." + random.nextInt(64, 128) + "." + random.nextInt(256) + "." + random.nextInt(1, 255);
    }
}
