package io.steward.mail;

import java.time.Duration;

/** How long to wait before a retry: 30 s · 2ⁿ, at most an hour, with full jitter, so that a mail server that comes back is not overrun. */
public final class BackOff {
    static final Duration FIRST = Duration.ofSeconds(30);
    static final Duration LONGEST = Duration.ofHours(1);

    private BackOff() {}

    /**
     * @param retries how often it was retried before: 0 after the first failure
     * @param share the jitter, from 0 to 1
     */
    public static Duration after(int retries, double share) {
        return Duration.ofMillis(Math.round(ceiling(retries).toMillis() * share));
    }

    static Duration ceiling(int retries) {
        // 2⁷ · 30 s is past the hour already; the bound keeps the shift from overflowing.
        Duration wait = FIRST.multipliedBy(1L << Math.min(retries, 7));
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
