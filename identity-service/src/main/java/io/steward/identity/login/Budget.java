package io.steward.identity.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
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
 * How often something may happen by a key: a burst after a pause, then once per interval. What is spent beyond is a debt: in the long
 * run it is one per interval. Each instance counts alone and forgets at a restart: this limits how much work an instance takes on, and
 * nothing that N times as much would break. What somebody might guess is counted in the database.
 */
public final class Budget {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private final Clock clock;
    private final int burst;
    private final Duration every;
    /** By key, until when it has something that is not made good yet. */
    private final Cache<ByteBuffer, Instant> clearAt;

    /** @param keys how many are remembered at once */
    public Budget(Clock clock, int burst, Duration every, long keys) {
        this.clock = clock;
        this.burst = burst;
        this.every = every;
        clearAt = Caffeine.newBuilder()
                .maximumSize(keys)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.<ByteBuffer, Instant>writing((key, at) -> until(at)))
                .build();
    }

    /** How long until there is something to spend; not positive when there is. */
    public Duration shortFor(String key) {
        Instant known = clearAt.getIfPresent(hash(key));
        return known == null ? Duration.ZERO : until(known).minus(every.multipliedBy(burst - 1L));
    }

    public void spend(String key) {
        Instant now = clock.instant();
        clearAt.asMap()
                .merge(hash(key), now.plus(every), (known, fresh) -> known.isAfter(now) ? known.plus(every) : fresh);
    }

    /**
     * The key of an email. Folds more than the database does: of two spellings that it finds the same account by, none may have a
     * budget of its own.
     */
    public static String keyOf(String email) {
        return MARKS.matcher(Normalizer.normalize(email.strip(), Normalizer.Form.NFKD))
                .replaceAll("")
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private Duration until(Instant at) {
        return Duration.between(clock.instant(), at);
    }

    /** So that what people type in the wrong field is not kept. */
    private static ByteBuffer hash(String key) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
