package io.steward.identity.mfa;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.SettableClock;
import io.steward.identity.session.Logins;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Gives people factors and logs them in with these, over HTTP, as a client would. */
final class Factors {
    static final String ME = "/api/v1/me/mfa";
    static final String AUTH = "/api/v1/auth/mfa";

    private final SettableClock clock;
    final Person person;
    final Logins session;
    AuthenticatorApp app;
    List<String> recoveryCodes;

    private Factors(SettableClock clock, Person person) {
        this.clock = clock;
        this.person = People.proved(person);
        session = Logins.of(person);
    }

    /** Somebody with a session from before; the time must stand still. */
    static Factors none(SettableClock clock, Person person) {
        return new Factors(clock, person);
    }

    static Factors totp(SettableClock clock, Person person) {
        Factors factors = none(clock, person);
        factors.app = new AuthenticatorApp(
                factors.beginTotp().statusCode(200).extract().path("secret"));
        factors.recoveryCodes =
                factors.confirm(factors.nextCode()).statusCode(200).extract().path("recoveryCodes");
        return factors;
    }

    RequestSpecification me() {
        return People.with(session.accessToken());
    }

    ValidatableResponse beginTotp() {
        return me().body(Map.of("password", People.PASSWORD)).post(ME + "/totp").then();
    }

    ValidatableResponse confirm(String code) {
        return me().body(Map.of("code", code)).post(ME + "/totp/confirm").then();
    }

    ValidatableResponse removeTotp(String password, String code) {
        return me().body(Map.of("password", password, "code", code))
                .delete(ME + "/totp")
                .then();
    }

    /** A code that was not used before: half a minute later. */
    String nextCode() {
        clock.set(clock.instant().plus(Duration.ofSeconds(30)));
        return app.code(clock.instant());
    }

    /** Six digits that are no code now nor around. */
    String wrongCode() {
        for (int guess = 0; ; guess++) {
            String code = "%06d".formatted(guess);
            if (List.of(-30, 0, 30).stream()
                    .noneMatch(away -> code.equals(app.code(clock.instant().plusSeconds(away))))) {
                return code;
            }
        }
    }

    String challenge() {
        return challenge(person);
    }

    static String challenge(Person person) {
        return People.login(person.email(), People.PASSWORD)
                .statusCode(200)
                .extract()
                .path("challengeId");
    }

    static ValidatableResponse complete(String challengeId, String code) {
        return People.anonymous()
                .body(Map.of("challengeId", challengeId, "code", code))
                .post(AUTH)
                .then();
    }

    static ValidatableResponse enrol(String challengeId) {
        return People.anonymous()
                .body(Map.of("challengeId", challengeId))
                .post(AUTH + "/enrolment")
                .then();
    }

    static JsonObject json(ValidatableResponse response) {
        return new JsonObject(response.extract().asString());
    }
}
