package io.steward.gateway.apikey;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.steward.gateway.problem.Problem;
import io.steward.gateway.revocation.RevokedSessions;
import io.steward.gateway.token.Authentication;
import io.steward.gateway.token.TokenDigest;
import io.steward.gateway.token.TokenRefused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/**
 * From an API key to the access token that goes on in its place. Tokens are remembered by the key's SHA-256 until shortly before
 * their end, refusals for some seconds; of each key at most one exchange is under way. The revoked keys are asked at every request.
 */
@Singleton
public class ApiKeys {

    /** No token of a key lives longer than identity lets any live; what is forgotten sooner is exchanged again. */
    private static final Duration LONGEST_REMEMBERED = Duration.ofMinutes(10);

    private final KeyExchange exchange;
    private final Authentication authentication;
    private final RevokedSessions revoked;
    private final Clock clock;
    private final Duration renewBefore;
    private final Cache<TokenDigest, ExchangedKey> exchanged;
    private final Cache<TokenDigest, Problem> refused;
    private final ConcurrentHashMap<TokenDigest, Future<ExchangedKey>> underWay = new ConcurrentHashMap<>();

    ApiKeys(
            KeyExchange exchange,
            Authentication authentication,
            RevokedSessions revoked,
            ApiKeySettings settings,
            Clock clock) {
        this.exchange = exchange;
        this.authentication = authentication;
        this.revoked = revoked;
        this.clock = clock;
        renewBefore = settings.renewBefore();
        exchanged = Caffeine.newBuilder()
                .maximumSize(settings.remembered())
                .expireAfterWrite(LONGEST_REMEMBERED)
                .executor(Runnable::run)
                .build();
        refused = Caffeine.newBuilder()
                .maximumSize(settings.remembered())
                .expireAfterWrite(settings.refusedFor())
                .executor(Runnable::run)
                .build();
    }

    /**
     * What the key is good for. Complete at once when that is known. Fails with {@link TokenRefused}, or with
     * {@link ExchangeUnavailable} or {@link Authentication.KeysUnavailable} when it cannot be found out.
     */
    public Future<ExchangedKey> verify(String key) {
        if (!ApiKeyFormat.fits(key)) {
            return refusal(Problem.API_KEY_MALFORMED);
        }
        var digest = TokenDigest.of(key);
        var known = known(digest);
        return known != null ? known : exchangeOnce(digest, key);
    }

    /** Null when the key must be exchanged. */
    private Future<ExchangedKey> known(TokenDigest digest) {
        var good = exchanged.getIfPresent(digest);
        if (good != null && revoked.contains(good.token().grantId())) {
            return refusal(Problem.API_KEY_REVOKED);
        }
        if (good != null && !good.token().expiredAt(clock.instant().plus(renewBefore))) {
            return Future.succeededFuture(good);
        }
        var bad = refused.getIfPresent(digest);
        return bad == null ? null : refusal(bad);
    }

    private Future<ExchangedKey> exchangeOnce(TokenDigest digest, String key) {
        var mine = Promise.<ExchangedKey>promise();
        var others = underWay.putIfAbsent(digest, mine.future());
        if (others != null) {
            return others;
        }
        // Another one may have ended between the look and the putting.
        var known = known(digest);
        var outcome = known != null ? known : Future.succeededFuture().compose(begin -> exchange(digest, key));
        outcome.onComplete(done -> {
            underWay.remove(digest, mine.future());
            mine.handle(done);
        });
        return mine.future();
    }

    private Future<ExchangedKey> exchange(TokenDigest digest, String key) {
        return exchange.exchange(key)
                .compose(token -> verified(token, ApiKeyFormat.id(key)))
                .onSuccess(good -> exchanged.put(digest, good))
                .recover(failed -> {
                    if (failed instanceof TokenRefused bad) {
                        exchanged.invalidate(digest);
                        refused.put(digest, bad.problem());
                        return Future.failedFuture(failed);
                    }
                    // Identity is away: what is known goes on to its end.
                    var last = exchanged.getIfPresent(digest);
                    return last != null
                                    && !last.token().expiredAt(clock.instant())
                                    && !revoked.contains(last.token().grantId())
                            ? Future.succeededFuture(last)
                            : Future.failedFuture(failed);
                });
    }

    /** Identity's answer is believed like any token: by its signature; and only when it is this key's. */
    private Future<ExchangedKey> verified(String token, String keyId) {
        return authentication
                .verify("Bearer " + token)
                .compose(verified -> verified.byApiKey() && verified.grantId().equals(keyId)
                        ? Future.succeededFuture(new ExchangedKey(verified, token))
                        : Future.failedFuture(new ExchangeUnavailable("the token is not the key's")));
    }

    private static <T> Future<T> refusal(Problem problem) {
        return Future.failedFuture(new TokenRefused(problem));
    }
}
