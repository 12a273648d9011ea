package io.steward.identity.login;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.steward.kit.problem.Problem;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/**
 * How many failed logins an email may have, whether it is an account's or not. A right password costs nothing, however many come at
 * once. Guesses sent all at once are all looked at, and then there is a debt: in the long run it is one per interval. Each instance
 * counts alone.
 */
@Singleton
public class LoginThrottle {
    /** Failed logins. */
    @ConfigMapping(prefix = "steward.login-throttle")
    interface Config {
        /** Failures that an email may have at once after a pause; 0 switches the throttle off. */
        @WithDefault("10")
        int burst();

        /** How long until one of them is forgiven. */
        @WithDefault("6s")
        Duration every();

        /** Emails remembered at once. */
        @WithDefault("100000")
        long emails();
    }

    private final Config config;
    private final Budget failures;

    LoginThrottle(Clock clock, Config config) {
        if (config.burst() < 0 || config.every().isNegative() || config.every().isZero()) {
            throw new IllegalArgumentException(
                    "steward.login-throttle: burst must not be negative, every must be positive");
        }
        this.config = config;
        failures = new Budget(clock, config.burst(), config.every(), config.emails());
    }

    /** @throws Problem 429 when the email has failed too often */
    public void check(String email) {
        if (config.burst() == 0) {
            return;
        }
        Duration wait = failures.shortFor(Budget.keyOf(email));
        if (wait.isPositive()) {
            throw Problem.tooManyRequests(
                    "login-throttled", "Too many failed logins with this email. Try again later.", seconds(wait));
        }
    }

    public void failed(String email) {
        failures.spend(Budget.keyOf(email));
    }

    private static int seconds(Duration wait) {
        return (int) Math.min(Integer.MAX_VALUE, wait.plusMillis(999).toSeconds());
    }
}
