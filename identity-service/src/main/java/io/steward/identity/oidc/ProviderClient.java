package io.steward.identity.oidc;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Speaks to providers, at addresses that come from the settings or from the provider itself: bounded in time and size, and never
 * following a redirect.
 */
@Singleton
class ProviderClient {
    private static final int MOST_BYTES = 256 * 1024;
    private static final int CONNECT_MILLIS = 3000;
    private static final int CONNECTIONS = 8;

    private final Vertx vertx;
    private final HttpClient client;
    private final Duration patience;

    ProviderClient(Vertx vertx, OidcConfig config) {
        this.vertx = vertx;
        this.patience = config.patience();
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setMaxPoolSize(CONNECTIONS)
                // Which of our requests it is, is no business of theirs.
                .setTracingPolicy(TracingPolicy.IGNORE));
    }

    /** An answer, whose body is JSON; null where it is none. */
    record Answer(int status, JsonObject body) {
        @Override
        public String toString() {
            return "Answer[" + status + "]";
        }
    }

    Uni<Answer> get(URI uri) {
        return send(options(HttpMethod.GET, uri), Buffer.buffer());
    }

    /** @param authorization null for none */
    Uni<Answer> post(URI uri, Map<String, String> form, String authorization) {
        RequestOptions options =
                options(HttpMethod.POST, uri).putHeader("Content-Type", "application/x-www-form-urlencoded");
        if (authorization != null) {
            options.putHeader("Authorization", authorization);
        }
        return send(options, Buffer.buffer(encoded(form)));
    }

    static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static RequestOptions options(HttpMethod method, URI uri) {
        return new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(uri.toString())
                .setFollowRedirects(false)
                .setHeaders(MultiMap.caseInsensitiveMultiMap())
                .putHeader("Accept", "application/json");
    }

    private Uni<Answer> send(RequestOptions options, Buffer body) {
        return Uni.createFrom().emitter(emitter -> begin(options, body).onComplete(emitter::complete, emitter::fail));
    }

    private Future<Answer> begin(RequestOptions options, Buffer body) {
        Promise<Answer> answer = Promise.promise();
        client.request(options).onFailure(answer::tryFail).onSuccess(request -> {
            long timer = vertx.setTimer(patience.toMillis(), id -> giveUp(request, answer, "took too long"));
            answer.future().onComplete(done -> vertx.cancelTimer(timer));
            request.send(body)
                    .compose(response ->
                            whole(request, response, answer).map(read -> new Answer(response.statusCode(), json(read))))
                    .onSuccess(answer::tryComplete)
                    .onFailure(answer::tryFail);
        });
        return answer.future();
    }

    private static Future<Buffer> whole(HttpClientRequest request, HttpClientResponse response, Promise<?> answer) {
        Promise<Buffer> whole = Promise.promise();
        Buffer read = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(read));
        response.handler(part -> {
            if (read.length() + part.length() > MOST_BYTES) {
                giveUp(request, answer, "said too much");
            } else {
                read.appendBuffer(part);
            }
        });
        return whole.future();
    }

    private static void giveUp(HttpClientRequest request, Promise<?> answer, String why) {
        answer.tryFail(new IllegalStateException(why));
        request.reset();
    }

    private static JsonObject json(Buffer body) {
        try {
            return body.toJsonObject();
        } catch (DecodeException | ClassCastException e) {
            return null;
        }
    }
}
