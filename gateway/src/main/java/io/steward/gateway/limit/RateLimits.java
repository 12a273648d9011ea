package io.steward.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * A token bucket for each account, for each address that comes without a valid token, and for each address at the
 * operations that have a rate of their own. Each gateway counts alone.
 */
@Singleton
public class RateLimits {

    private static final long MOST_BUCKETS = 100_000;
    private static final String BELOW = "/**";
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Rate accountRate;
    private final Rate addressRate;
    private final Cache<String, Bucket> accounts = buckets();
    private final Cache<String, Bucket> addresses = buckets();
    private final List<Operation> operations;
    private final TimeMeter time;

    RateLimits(LimitSettings settings, TimeMeter time) {
        this.time = time;
        accountRate =
                new Rate(settings.account().perSecond(), settings.account().burst());
        addressRate =
                new Rate(settings.address().perSecond(), settings.address().burst());
        operations = addressRate.off()
                ? List.of()
                : settings.operations().values().stream().map(Operation::of).toList();
    }

    /** Takes one; 0 when it may pass, else the seconds after which it may come again. */
    public long takeForAccount(String accountId) {
        return take(accounts, accountId, accountRate);
    }

    /** Takes one; 0 when it may pass, else the seconds after which it may come again. */
    public long takeForAddress(String address) {
        return take(addresses, Network.of(address), addressRate);
    }

    /** Takes one where the operation has a rate of its own; 0 when it may pass, else the seconds to wait. */
    public long takeForOperation(String method, String path, String address) {
        for (var operation : operations) {
            if (operation.matches(method, path)) {
                return take(operation.addresses, Network.of(address), operation.rate);
            }
        }
        return 0;
    }

    private long take(Cache<String, Bucket> buckets, String key, Rate rate) {
        if (rate.off()) {
            return 0;
        }
        var probe = buckets.get(key, fresh -> bucket(rate)).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? 0 : Math.max(1, Math.ceilDiv(probe.getNanosToWaitForRefill(), 1_000_000_000L));
    }

    private Bucket bucket(Rate rate) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(Math.max(rate.burst(), rate.perSecond()))
                        .refillGreedy(rate.perSecond(), Duration.ofSeconds(1)))
                .build();
    }

    private static Cache<String, Bucket> buckets() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_BUCKETS)
                .expireAfterAccess(KEPT)
                .executor(Runnable::run)
                .build();
    }

    private record Rate(long perSecond, long burst) {
        Rate {
            if (perSecond < 0 || burst < 0) {
                throw new IllegalArgumentException("a rate limit must not be negative");
            }
        }

        boolean off() {
            return perSecond == 0;
        }
    }

    private record Operation(String method, String path, boolean below, Rate rate, Cache<String, Bucket> addresses) {
        boolean matches(String asked, String at) {
            return method.equals(asked)
                    && (path.equals(at) || below && at.startsWith(path) && at.charAt(path.length()) == '/');
        }

        static Operation of(LimitSettings.OperationRate settings) {
            var parts = settings.operation().split(" ", -1);
            if (parts.length != 2 || !parts[1].startsWith("/")) {
                throw new IllegalArgumentException("a rate limit's operation is METHOD /path: " + settings.operation());
            }
            var below = parts[1].endsWith(BELOW);
            var path = below ? parts[1].substring(0, parts[1].length() - BELOW.length()) : parts[1];
            return new Operation(parts[0], path, below, new Rate(settings.perSecond(), settings.burst()), buckets());
        }
    }
}
