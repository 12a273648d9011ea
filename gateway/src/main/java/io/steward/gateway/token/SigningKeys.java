package io.steward.gateway.token;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.interfaces.RSAPublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The issuer's public keys: read at start, every few seconds, and, at most once in the forced interval, because a token
 * names a key that is not known yet. While the issuer is away the last known keys go on.
 */
@Singleton
public class SigningKeys {

    private static final Logger LOG = Logger.getLogger(SigningKeys.class);
    private static final long READ_MILLIS = 3_000;

    private final Vertx vertx;
    private final HttpClient client;
    private final RequestOptions address;
    private final TokenSettings settings;
    private final MeterRegistry meters;

    private volatile Map<String, RSAPublicKey> byId = Map.of();
    private volatile boolean loaded;
    private volatile boolean lastFailed;
    private volatile Runnable withdrawal = () -> {};

    private Future<Void> underWay;
    private Promise<Void> nextForced;
    private int waiting;
    private long lastRead = System.nanoTime() - Long.MAX_VALUE / 2;

    SigningKeys(Vertx vertx, TokenSettings settings, MeterRegistry meters) {
        this.vertx = vertx;
        this.settings = settings;
        this.meters = meters;
        client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(2000).setMaxPoolSize(2));
        address = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(settings.jwksUrl().toString())
                .setTimeout(READ_MILLIS);
    }

    /** Begins to read the keys, now and from now on. */
    public void start() {
        read();
        vertx.setPeriodic(settings.refreshInterval().toMillis(), tick -> read());
    }

    /** Whether the keys were ever read. */
    public boolean loaded() {
        return loaded;
    }

    RSAPublicKey find(String id) {
        return byId.get(id);
    }

    /** Called when a key is no longer published: what it has signed must be verified again. */
    void onWithdrawal(Runnable action) {
        withdrawal = action;
    }

    /**
     * The keys as they are after a reading that begins after now. Callers share one reading; when the last one was less
     * than the forced interval ago they wait for the next. Fails at once when too many are waiting already.
     */
    synchronized Future<Void> afterNextRead() {
        if (waiting >= settings.waitingForKeys()) {
            return Future.failedFuture("too many are waiting for the keys");
        }
        if (nextForced == null) {
            var promise = Promise.<Void>promise();
            nextForced = promise;
            var wait = settings.forcedRefreshInterval().toMillis() - (System.nanoTime() - lastRead) / 1_000_000;
            if (wait > 0) {
                vertx.setTimer(wait, due -> forced(promise));
            } else {
                vertx.runOnContext(due -> forced(promise));
            }
        }
        waiting++;
        return nextForced.future();
    }

    private void forced(Promise<Void> promise) {
        Future<Void> reading;
        synchronized (this) {
            nextForced = null;
            waiting = 0;
            reading = read();
        }
        reading.onComplete(promise);
    }

    private synchronized Future<Void> read() {
        if (underWay != null) {
            return underWay;
        }
        lastRead = System.nanoTime();
        meters.counter("steward.gateway.jwks.reads").increment();
        var reading = client.request(address)
                .compose(request -> request.send())
                .compose(response -> response.statusCode() == 200
                        ? response.body()
                        : Future.failedFuture(new IOException("status " + response.statusCode())))
                .<Void>map(body -> {
                    accept(body.toString());
                    return null;
                });
        underWay = reading;
        reading.onComplete(done -> {
            synchronized (this) {
                underWay = null;
            }
            if (done.failed() && !lastFailed) {
                LOG.warnf("cannot read the signing keys, going on with %d known: %s", byId.size(), done.cause());
            }
            lastFailed = done.failed();
        });
        return reading;
    }

    private void accept(String body) {
        var fresh = new HashMap<String, RSAPublicKey>();
        try {
            for (var key : new JsonWebKeySet(body).getJsonWebKeys()) {
                if (key instanceof RsaJsonWebKey rsa && key.getKeyId() != null && !"enc".equals(key.getUse())) {
                    fresh.put(key.getKeyId(), rsa.getRsaPublicKey());
                }
            }
        } catch (JoseException unreadable) {
            throw new IllegalStateException("the key set cannot be parsed", unreadable);
        }
        if (fresh.isEmpty()) {
            throw new IllegalStateException("the key set has no RSA key");
        }
        Set<String> known = byId.keySet();
        var withdrawn = !fresh.keySet().containsAll(known);
        byId = Map.copyOf(fresh);
        loaded = true;
        if (withdrawn) {
            withdrawal.run();
        }
    }
}
