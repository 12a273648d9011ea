package io.steward.gateway.apikey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.steward.gateway.problem.Problem;
import io.steward.gateway.token.TokenRefused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/** Asks identity for the access token of an API key. This call alone carries the key beyond the gateway. */
@Singleton
class KeyExchange {

    private static final Logger LOG = Logger.getLogger(KeyExchange.class);
    private static final int SHORTEST_SECRET = 32;
    private static final int CONNECTIONS = 16;
    private static final Map<String, Problem> REFUSALS = Map.of(
            Problem.API_KEY_INVALID.code(), Problem.API_KEY_INVALID,
            Problem.API_KEY_EXPIRED.code(), Problem.API_KEY_EXPIRED,
            Problem.API_KEY_REVOKED.code(), Problem.API_KEY_REVOKED,
            Problem.API_KEY_OWNER_INACTIVE.code(), Problem.API_KEY_OWNER_INACTIVE);

    private final ObjectMapper json;
    private final MeterRegistry meters;
    private final HttpClient client;
    private final RequestOptions address;
    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean away = new AtomicBoolean();

    KeyExchange(Vertx vertx, ApiKeySettings settings, ObjectMapper json, MeterRegistry meters) {
        if (settings.secret().length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException("STEWARD_GATEWAY_SECRET must have at least 32 characters");
        }
        this.json = json;
        this.meters = meters;
        most = settings.exchanges();
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(2000)
                .setMaxPoolSize(CONNECTIONS)
                .setTracingPolicy(TracingPolicy.IGNORE));
        address = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(settings.exchangeUrl().toString())
                .setTimeout(settings.timeout().toMillis())
                .putHeader("Content-Type", "application/json")
                .putHeader("X-Steward-Gateway-Secret", settings.secret());
    }

    /** The access token. Fails with {@link TokenRefused}, or with {@link ExchangeUnavailable} when there is no answer to go by. */
    Future<String> exchange(String key) {
        if (underWay.incrementAndGet() > most) {
            underWay.decrementAndGet();
            return Future.failedFuture(new ExchangeUnavailable("too many exchanges are under way"));
        }
        meters.counter("steward.gateway.apikey.exchanges").increment();
        var body = json.createObjectNode().put("key", key).toString();
        return client.request(address)
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(response -> response.body().map(answer -> new Answer(response.statusCode(), answer)))
                .transform(asked -> {
                    underWay.decrementAndGet();
                    return asked.succeeded()
                            ? token(asked.result())
                            : unavailable(asked.cause().toString());
                });
    }

    private Future<String> token(Answer answer) {
        var document = answer.document(json);
        if (answer.status == 200 && document.path("accessToken").isTextual()) {
            away.set(false);
            return Future.succeededFuture(document.path("accessToken").textValue());
        }
        var refusal = answer.status == 401 ? REFUSALS.get(document.path("code").asText()) : null;
        if (refusal == null) {
            // 403: the two secrets differ.
            return unavailable("status " + answer.status);
        }
        away.set(false);
        return Future.failedFuture(new TokenRefused(refusal));
    }

    private Future<String> unavailable(String why) {
        if (!away.getAndSet(true)) {
            LOG.warnf("API keys cannot be exchanged, those known go on for a minute: %s", why);
        }
        return Future.failedFuture(new ExchangeUnavailable(why));
    }

    private record Answer(int status, Buffer body) {
        JsonNode document(ObjectMapper json) {
            try {
                return json.readTree(body.getBytes());
            } catch (IOException unreadable) {
                return json.missingNode();
            }
        }
    }
}
