package io.steward.identity.login;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.steward.identity.SettableClock;
import io.steward.identity.login.LoginFailures.Key;
import io.steward.identity.login.LoginThrottle.Keys;
import io.steward.identity.login.LoginThrottle.Waits;
import io.steward.identity.signingkey.MasterKey;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.problem.Problem;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Tx;
import io.steward.testkit.Database;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Instances of a throttle on the database of the tests, one after the other and at a time that is set. */
abstract class LoginThrottles {
    static final Actor NOBODY = Actor.system(Ids.NIL, Cause.rule("test", Ids.next()));
    static final String EMAIL = "ida.istanbul@steward.test";
    static final String OFFICE = "198.51.100.1";
    static final String ELSEWHERE = "203.0.113.9";

    @Inject
    SettableClock clock;

    @Inject
    Tx tx;

    @Inject
    MasterKey master;

    LoginThrottle throttle;
    Instant now;

    @BeforeEach
    void begin() {
        Database.update("DELETE FROM identity.login_failures");
        throttle = instance(3, 5);
        now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        clock.set(now);
    }

    @AfterEach
    void release() {
        clock.release();
    }

    /** One of several, or one that has just started: it shares nothing with others but the database. */
    LoginThrottle instance(int burst, int addressBurst) {
        return new LoginThrottle(
                new LoginFailures(tx, master),
                clock,
                new Config(burst, addressBurst),
                new ClientAddress(() -> List.of("127.0.0.1", "10.1.0.0/16", "::1")));
    }

    void pass(Duration duration) {
        now = now.plus(duration);
        clock.set(now);
    }

    void fail(String email, int times) {
        for (int failure = 0; failure < times; failure++) {
            failed(email, null, false);
        }
    }

    void fail(String email, int times, String address) {
        for (int failure = 0; failure < times; failure++) {
            failed(email, address, false);
        }
    }

    void failed(String email, String address, boolean known) {
        count(throttle, email, address, known);
    }

    void count(LoginThrottle instance, String email, String address, boolean known) {
        await(tx.write(NOBODY, scope -> {
            instance.failed(scope, email, address, known);
            return Uni.createFrom().voidItem();
        }));
    }

    void forgive(String email, String address) {
        await(tx.write(NOBODY, scope -> {
            throttle.forgive(scope, email, address);
            return Uni.createFrom().voidItem();
        }));
    }

    void check(String email, String address, boolean known) {
        await(throttle.check(NOBODY, email, address, known));
    }

    /** By an attempt with an email that nobody has tried. */
    void checkAddress(String address) {
        Keys keys = throttle.keys("nobody-" + Ids.next() + "@steward.test", address);
        throttle.check(keys, new Waits(until(keys.email()), until(keys.there()), until(keys.address())), false);
    }

    Instant until(Key key) {
        return key == null ? null : await(new LoginFailures(tx, master).waitsUntil(NOBODY, key));
    }

    static long rows() {
        return (Long) Database.value("SELECT count(*) FROM identity.login_failures");
    }

    static <T> T await(Uni<T> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(() -> work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    Problem refusal(String email) {
        return catchThrowableOfType(Problem.class, () -> check(email, null, false));
    }

    Problem atAddress(String address) {
        return catchThrowableOfType(Problem.class, () -> checkAddress(address));
    }

    private record Config(int burst, int addressBurst) implements LoginThrottle.Config {
        @Override
        public Duration firstWait() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration longestWait() {
            return Duration.ofMinutes(15);
        }

        @Override
        public Duration forgottenAfter() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration knownFor() {
            return Duration.ofDays(30);
        }
    }
}
