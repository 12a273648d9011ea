package io.steward.identity.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.steward.kit.problem.Problem;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * How many failed logins an email may have, whether it is an account's or not. A right password costs nothing, however many come at
 * once. Guesses sent all at once are all looked at, and then there is a debt: in the long run it is one per interval. Each instance
 * counts alone.
 */
@Singleton
public class LoginThrottle {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

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

    private final Clock clock;
    private final Config config;
    /** By email, until when it has failures that are not forgiven yet. */
    private final Cache<ByteBuffer, Instant> forgivenAt;

    LoginThrottle(Clock clock, Config config) {
        if (config.burst() < 0 || config.every().isNegative() || config.every().isZero()) {
            throw new IllegalArgumentException(
                    "steward.login-throttle: burst must not be negative, every must be positive");
        }
        this.clock = clock;
        this.config = config;
        forgivenAt = Caffeine.newBuilder()
                .maximumSize(config.emails())
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.<ByteBuffer, Instant>writing((email, at) -> untilOf(at)))
                .build();
    }

    /** @throws Problem 429 when the email has failed too often */
    public void check(String email) {
        Instant known = config.burst() == 0 ? null : forgivenAt.getIfPresent(key(email));
        if (known == null) {
            return;
        }
        Duration wait = untilOf(known).minus(config.every().multipliedBy(config.burst() - 1L));
        if (wait.isPositive()) {
            throw Problem.tooManyRequests(
                    "login-throttled", "Too many failed logins with this email. Try again later.", seconds(wait));
        }
    }

    public void failed(String email) {
        Instant now = clock.instant();
        forgivenAt
                .asMap()
                .merge(
                        key(email),
                        now.plus(config.every()),
                        (known, fresh) -> known.isAfter(now) ? known.plus(config.every()) : fresh);
    }

    private Duration untilOf(Instant at) {
        return Duration.between(clock.instant(), at);
    }

    private static int seconds(Duration wait) {
        return (int) Math.min(Integer.MAX_VALUE, wait.plusMillis(999).toSeconds());
    }

    /**
     * A hash, so that what people type in the wrong field is not kept. Folds more than the database does: of two spellings that it
     * finds the same account by, none may have a budget of its own.
     */
    private static ByteBuffer key(String email) {
        String folded = MARKS.matcher(Normalizer.normalize(email.strip(), Normalizer.Form.NFKD))
                .replaceAll("")
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(folded.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
