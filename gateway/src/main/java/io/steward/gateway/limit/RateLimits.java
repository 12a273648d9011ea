package io.steward.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import jakarta.inject.Singleton;
import java.time.Duration;

/** A token bucket for each account and for each address that comes without a valid token. Each gateway counts alone. */
@Singleton
public class RateLimits {

    private static final long MOST_BUCKETS = 100_000;
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final LimitSettings.Rate accountRate;
    private final LimitSettings.Rate addressRate;
    private final Cache<String, Bucket> accounts = buckets();
    private final Cache<String, Bucket> addresses = buckets();

    RateLimits(LimitSettings settings) {
        accountRate = checked(settings.account());
        addressRate = checked(settings.address());
    }

    /** Takes one; 0 when it may pass, else the seconds after which it may come again. */
    public long takeForAccount(String accountId) {
        return take(accounts, accountId, accountRate);
    }

    /** Takes one; 0 when it may pass, else the seconds after which it may come again. */
    public long takeForAddress(String address) {
        return take(addresses, address, addressRate);
    }

    /** Whether the address has used up its share; takes nothing. */
    public boolean exhausted(String address) {
        if (addressRate.perSecond() == 0) {
            return false;
        }
        var bucket = addresses.getIfPresent(address);
        return bucket != null && bucket.getAvailableTokens() <= 0;
    }

    private static long take(Cache<String, Bucket> buckets, String key, LimitSettings.Rate rate) {
        if (rate.perSecond() == 0) {
            return 0;
        }
        var probe = buckets.get(key, fresh -> bucket(rate)).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? 0 : 1 + probe.getNanosToWaitForRefill() / 1_000_000_000;
    }

    private static Bucket bucket(LimitSettings.Rate rate) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(Math.max(rate.burst(), rate.perSecond()))
                        .refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
                .build();
    }

    private static LimitSettings.Rate checked(LimitSettings.Rate rate) {
        if (rate.perSecond() < 0 || rate.burst() < 0) {
            throw new IllegalArgumentException("a rate limit must not be negative");
        }
        return rate;
    }

    private static Cache<String, Bucket> buckets() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_BUCKETS)
                .expireAfterAccess(KEPT)
                .executor(Runnable::run)
                .build();
    }
}
