package io.steward.identity.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * How long a key has to wait after its failures: not at all for the first ones, then twice as long after each further one, up to a
 * longest wait. A pause forgets them all, so that nobody is kept out for ever.
 */
final class Delays {
    /** Further doublings would overflow; every sensible longest wait was reached long before. */
    private static final int MOST_DOUBLINGS = 30;

    /**
     * What delays.
     *
     * @param burst failures up to the first wait
     * @param first the first wait
     * @param forgotten the pause after the last wait that forgets all
     */
    record Rule(int burst, Duration first, Duration longest, Duration forgotten) {
        Duration after(int failures) {
            if (failures < burst) {
                return Duration.ZERO;
            }
            Duration wait = first.multipliedBy(1L << Math.min(failures - burst, MOST_DOUBLINGS));
            return wait.compareTo(longest) < 0 ? wait : longest;
        }
    }

    private record Failures(int count, Instant waitsUntil) {}

    private final Clock clock;
    private final Rule rule;
    private final Cache<ByteBuffer, Failures> byKey;

    /** @param keys how many are remembered at once */
    Delays(Clock clock, Rule rule, long keys) {
        this.clock = clock;
        this.rule = rule;
        byKey = Caffeine.newBuilder()
                .maximumSize(keys)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.<ByteBuffer, Failures>writing(
                        (key, known) -> until(known.waitsUntil()).plus(rule.forgotten())))
                .build();
    }

    /** How long the key has to wait; not positive when it need not. */
    Duration waitOf(String key) {
        Failures known = byKey.getIfPresent(hash(key));
        return known == null ? Duration.ZERO : until(known.waitsUntil());
    }

    void failed(String key) {
        Instant now = clock.instant();
        byKey.asMap().compute(hash(key), (hashed, known) -> {
            int count = known == null ? 1 : known.count() + 1;
            return new Failures(count, now.plus(rule.after(count)));
        });
    }

    void forget(String key) {
        byKey.invalidate(hash(key));
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
