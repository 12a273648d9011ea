package io.steward.identity.login;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.steward.kit.problem.Problem;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/**
 * How long failed logins keep from the next one: by email, whether it is an account's or not, and by the client's address. The right
 * password has to wait too, or else the answer would tell that it is right; it costs nothing by itself. An address that the account was
 * used from lately has a wait of its own: strangers who fail on purpose do not keep the owner out where he usually is. Guesses sent all at
 * once are all looked at, and counted. Each instance counts alone.
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

        /** Emails remembered at once; as many addresses, and as many of both together. */
        @WithDefault("100000")
        long remembered();
    }

    private final ClientAddress addresses;
    private final boolean limitsEmails;
    private final boolean limitsAddresses;
    private final Delays byEmail;
    private final Delays byEmailAtKnown;
    private final Delays byAddress;

    LoginThrottle(Clock clock, Config config, ClientAddress addresses) {
        if (config.burst() < 0
                || config.addressBurst() < 0
                || !config.firstWait().isPositive()
                || config.longestWait().compareTo(config.firstWait()) < 0
                || !config.forgottenAfter().isPositive()) {
            throw new IllegalArgumentException(
                    "steward.login-throttle: bursts must not be negative, waits must be positive"
                            + " and longest-wait at least first-wait");
        }
        this.addresses = addresses;
        limitsEmails = config.burst() > 0;
        limitsAddresses = config.addressBurst() > 0;
        byEmail = delays(clock, config, config.burst());
        byEmailAtKnown = delays(clock, config, config.burst());
        byAddress = delays(clock, config, config.addressBurst());
    }

    private static Delays delays(Clock clock, Config config, int burst) {
        return new Delays(
                clock,
                new Delays.Rule(burst, config.firstWait(), config.longestWait(), config.forgottenAfter()),
                config.remembered());
    }

    /**
     * Before anybody has looked whose the email is.
     *
     * @param address the client's; null when it is not known
     * @throws Problem 429 when the address has to wait
     */
    public void checkAddress(String address) {
        String key = addresses.key(address);
        if (limitsAddresses && key != null) {
            require(byAddress.waitOf(key));
        }
    }

    /**
     * @param address the client's; null when it is not known
     * @param known whether the account was used from there lately
     * @throws Problem 429 when the email has to wait there
     */
    public void check(String email, String address, boolean known) {
        if (limitsEmails) {
            String at = known ? addresses.key(address) : null;
            require(at == null ? byEmail.waitOf(Budget.keyOf(email)) : byEmailAtKnown.waitOf(pair(email, at)));
        }
    }

    /** The same as {@link #check(String, String, boolean)} was told. */
    public void failed(String email, String address, boolean known) {
        String at = addresses.key(address);
        if (known && at != null) {
            byEmailAtKnown.failed(pair(email, at));
        } else {
            byEmail.failed(Budget.keyOf(email));
        }
        if (at != null) {
            byAddress.failed(at);
        }
    }

    /**
     * The owner has proved to be it by other means: he waits no more, wherever he is not known and where he is now.
     *
     * @param address the client's; null when it is not known
     */
    public void forgive(String email, String address) {
        byEmail.forget(Budget.keyOf(email));
        String at = addresses.key(address);
        if (at != null) {
            byEmailAtKnown.forget(pair(email, at));
        }
    }

    private static String pair(String email, String at) {
        return at + " " + Budget.keyOf(email);
    }

    private static void require(Duration wait) {
        if (wait.isPositive()) {
            int seconds = (int) Math.min(Integer.MAX_VALUE, wait.plusMillis(999).toSeconds());
            throw Problem.tooManyRequests("login-throttled", "Too many failed logins. Try again later.", seconds);
        }
    }
}
