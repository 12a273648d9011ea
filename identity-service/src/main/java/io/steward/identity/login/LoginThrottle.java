package io.steward.identity.login;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import io.steward.identity.login.LoginFailures.Key;
import io.steward.identity.login.LoginFailures.Kind;
import io.steward.identity.login.LoginFailures.Rule;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How long failed logins keep from the next one: by email, whether it is an account's or not, and by the client's address. The right
 * password has to wait too, or else the answer would tell that it is right; it costs nothing by itself. An address that the account was
 * used from lately has a wait of its own: strangers who fail on purpose do not keep the owner out where he usually is. Guesses sent all at
 * once are all looked at, and counted. All instances count together, in the database.
 */
@Singleton
public class LoginThrottle {
    /** Failed logins. */
    @ConfigMapping(prefix = "steward.login-throttle")
    interface Config {
        /** Failures of an email up to the first wait; 0: emails never wait. */
        @WithDefault("10")
        int burst();

        /** Failures of an address up to the first wait, whatever the emails: many people may share one. 0: addresses never wait. */
        @WithDefault("100")
        int addressBurst();

        /** The first wait; each further failure doubles it. */
        @WithDefault("1s")
        Duration firstWait();

        @WithDefault("15m")
        Duration longestWait();

        /** The pause after the last wait that forgets all failures. */
        @WithDefault("1h")
        Duration forgottenAfter();

        /** How long ago an account may have been used from an address that it still is known at. */
        @WithDefault("30d")
        Duration knownFor();
    }

    /**
     * What an attempt is counted by; null is not counted: what is switched off, and an address that is not known.
     *
     * @param there the email at the client's address
     */
    record Keys(Key email, Key there, Key address) {
        /** @param known whether the account was used from the client's address lately */
        private Key emailWhere(boolean known) {
            return known && there != null ? there : email;
        }
    }

    /** Until when the keys of an attempt have to wait; null when they need not. */
    record Waits(Instant email, Instant there, Instant address) {}

    private final LoginFailures failures;
    private final Clock clock;
    private final Config config;
    private final ClientAddress addresses;
    private final Rule rule;

    LoginThrottle(LoginFailures failures, Clock clock, Config config, ClientAddress addresses) {
        if (config.burst() < 0
                || config.addressBurst() < 0
                || !config.firstWait().isPositive()
                || config.longestWait().compareTo(config.firstWait()) < 0
                || !config.forgottenAfter().isPositive()) {
            throw new IllegalArgumentException(
                    "steward.login-throttle: bursts must not be negative, waits must be positive"
                            + " and longest-wait at least first-wait");
        }
        this.failures = failures;
        this.clock = clock;
        this.config = config;
        this.addresses = addresses;
        rule = new Rule(config.firstWait(), config.longestWait(), config.forgottenAfter());
    }

    /** @param address the client's; null when it is not known */
    Keys keys(String email, String address) {
        String at = addresses.key(address);
        String who = Budget.keyOf(email);
        boolean emails = config.burst() > 0;
        return new Keys(
                emails ? failures.key(Kind.EMAIL, who, config.burst()) : null,
                emails && at != null ? failures.key(Kind.EMAIL_AT_ADDRESS, at + " " + who, config.burst()) : null,
                config.addressBurst() > 0 && at != null ? failures.key(Kind.ADDRESS, at, config.addressBurst()) : null);
    }

    /**
     * Of an attempt to log in, whose email may be an account's or nobody's.
     *
     * @param known whether the account was used from the client's address lately
     * @throws Problem 429 when the address has to wait, or the email there
     */
    void check(Keys keys, Waits waits, boolean known) {
        require(waits.address());
        require(known && keys.there() != null ? waits.there() : waits.email());
    }

    /**
     * Of somebody whose email is known already: his address need not wait for what others do there. Fails with 429 when the email has to
     * wait there.
     *
     * @param address the client's; null when it is not known
     * @param known whether the account was used from there lately
     */
    public Uni<Void> check(Actor actor, String email, String address, boolean known) {
        Key key = keys(email, address).emailWhere(known);
        return key == null
                ? Uni.createFrom().voidItem()
                : failures.waitsUntil(actor, key).invoke(this::require).replaceWithVoid();
    }

    /**
     * Counts a failure in the transaction that tells of it, which is to commit although it ends in a refusal. To be called before the
     * audit log is written to, which all lock last. The same as the check was told.
     */
    public void failed(Scope scope, String email, String address, boolean known) {
        Keys keys = keys(email, address);
        List<Key> counted = Stream.of(keys.emailWhere(known), keys.address())
                .filter(Objects::nonNull)
                .toList();
        if (!counted.isEmpty()) {
            failures.count(scope, counted, rule);
        }
    }

    /**
     * The owner proves to be it by other means: after the commit he waits no more, wherever he is not known and where he is now.
     *
     * @param address the client's; null when it is not known
     */
    public void forgive(Scope scope, String email, String address) {
        Keys keys = keys(email, address);
        failures.forget(
                scope,
                Stream.of(keys.email(), keys.there()).filter(Objects::nonNull).toList());
    }

    private void require(Instant waitsUntil) {
        Duration wait = waitsUntil == null ? Duration.ZERO : Duration.between(clock.instant(), waitsUntil);
        if (wait.isPositive()) {
            int seconds = (int) Math.min(Integer.MAX_VALUE, wait.plusMillis(999).toSeconds());
            throw Problem.tooManyRequests("login-throttled", "Too many failed logins. Try again later.", seconds);
        }
    }
}
