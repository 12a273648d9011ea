package io.steward.gateway;

import io.steward.gateway.route.RouteSettings;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;

/** Real HTTP servers in the place of the services. They echo what arrived; sla is left down. */
final class Services {

    private static Services running;

    final AtomicInteger jwksReads = new AtomicInteger();
    final AtomicInteger wholeBodies = new AtomicInteger();
    final AtomicInteger brokenBodies = new AtomicInteger();
    final AtomicInteger closedStreams = new AtomicInteger();
    final AtomicInteger begunBodies = new AtomicInteger();
    final AtomicInteger brokenOff = new AtomicInteger();
    final List<HttpServerResponse> streams = new CopyOnWriteArrayList<>();
    final Map<String, String> documents = new ConcurrentHashMap<>();
    final Map<String, HttpServer> servers = new ConcurrentHashMap<>();
    /** What identity's exchange answers to a key, by the key. */
    final Map<String, Exchanged> exchanges = new ConcurrentHashMap<>();

    final List<JsonObject> exchanged = new CopyOnWriteArrayList<>();
    /** What identity tells of what has ended; null while it does not answer. */
    volatile JsonObject revocations;

    final List<String> revocationCursors = new CopyOnWriteArrayList<>();
    volatile JsonWebKeySet keys = new JsonWebKeySet(Tokens.FIRST.key());

    private final Vertx vertx = Vertx.vertx();
    private final RouteSettings settings;

    private Services(RouteSettings settings) {
        this.settings = settings;
    }

    /**
     * An answer of the exchange.
     *
     * @param millis after which it comes
     */
    record Exchanged(int status, JsonObject body, long millis) {}

    static synchronized Services of(RouteSettings settings) throws Exception {
        if (running != null
                && running.settings
                        .services()
                        .get("ticket")
                        .url()
                        .equals(settings.services().get("ticket").url())) {
            return running;
        }
        running = new Services(settings);
        for (var name : List.of("identity", "ticket", "notification", "knowledge")) {
            running.start(name);
        }
        return running;
    }

    void start(String name) throws Exception {
        URI url = settings.services().get(name).url();
        var server = vertx.createHttpServer()
                .requestHandler(request -> answer(name, request))
                .listen(url.getPort(), "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
        servers.put(name, server);
    }

    void stop(String name) throws Exception {
        servers.remove(name).close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    void event(String data) {
        streams.getLast().write("data: " + data + "\n\n");
    }

    private void answer(String service, HttpServerRequest request) {
        var response = request.response();
        switch (request.path()) {
            case "/.well-known/jwks.json" -> {
                jwksReads.incrementAndGet();
                response.end(keys.toJson(OutputControlLevel.PUBLIC_ONLY));
            }
            case "/internal/v1/api-keys/exchange" -> exchange(request);
            case "/internal/v1/revocations" -> revocations(request);
            case "/openapi.json" -> {
                var document = documents.get(service);
                response.setStatusCode(document == null ? 404 : 200).end(document == null ? "" : document);
            }
            case "/api/v1/notifications/stream" -> {
                if ("silent".equals(request.query())) {
                    request.resume();
                    return;
                }
                response.setChunked(true).putHeader("Content-Type", "text/event-stream");
                response.closeHandler(closed -> closedStreams.incrementAndGet());
                response.write(": hello\n\n");
                streams.add(response);
            }
            case "/api/v1/tickets/silent" -> request.resume();
            case "/api/v1/tickets/broken" -> {
                brokenOff.incrementAndGet();
                request.connection().close();
            }
            case "/api/v1/tickets/half" -> {
                response.putHeader("Content-Length", "100").write("half");
                vertx.setTimer(50, cut -> request.connection().close());
            }
            case "/api/v1/tickets/plain" ->
                response.putHeader("Server", "secret/1")
                        .putHeader("Cache-Control", "max-age=5")
                        .putHeader("Keep-Alive", "timeout=1")
                        .putHeader("Connection", "X-Hop")
                        .putHeader("X-Hop", "1")
                        .end("plain");
            case "/api/v1/tickets/large" -> {
                response.setChunked(true);
                for (var i = 0; i < 64; i++) {
                    response.write(Buffer.buffer(new byte[64 << 10]));
                }
                response.end();
            }
            case "/api/v1/tickets/endless" -> response.setChunked(true).write("and so on");
            case "/api/v1/tickets/early" -> response.setStatusCode(409).end("early");
            case "/api/v1/tickets/nothing" -> response.setStatusCode(204).end();
            case "/api/v1/oauth/token" -> {
                if ("refused".equals(request.query())) {
                    response.setStatusCode(401)
                            .putHeader("Content-Type", "application/json")
                            .putHeader("WWW-Authenticate", "Basic realm=\"steward\"")
                            .putHeader("Cache-Control", "no-store")
                            .putHeader("Pragma", "no-cache")
                            .end("{\"error\":\"invalid_client\"}");
                } else {
                    echo(service, request);
                }
            }
            default -> echo(service, request);
        }
    }

    private void exchange(HttpServerRequest request) {
        var secret = request.getHeader("X-Steward-Gateway-Secret");
        request.body().onSuccess(body -> {
            exchanged.add(body.toJsonObject());
            var answer = Settings.GATEWAY_SECRET.equals(secret)
                    ? exchanges.getOrDefault(
                            body.toJsonObject().getString("key"),
                            new Exchanged(401, new JsonObject().put("code", "api-key-invalid"), 0))
                    : new Exchanged(403, new JsonObject().put("code", "forbidden"), 0);
            var response = request.response().setStatusCode(answer.status());
            if (answer.millis() == 0) {
                response.end(answer.body().encode());
            } else {
                vertx.setTimer(
                        answer.millis(), due -> response.end(answer.body().encode()));
            }
        });
    }

    private void revocations(HttpServerRequest request) {
        var told = revocations;
        if (!Settings.GATEWAY_SECRET.equals(request.getHeader("X-Steward-Gateway-Secret"))) {
            request.response().setStatusCode(403).end();
        } else if (told == null) {
            request.response().setStatusCode(503).end();
        } else {
            revocationCursors.add(String.valueOf(request.getParam("after")));
            request.response().end(told.encode());
        }
    }

    private void echo(String service, HttpServerRequest request) {
        begunBodies.incrementAndGet();
        request.exceptionHandler(broken -> brokenBodies.incrementAndGet());
        request.body().onSuccess(body -> {
            wholeBodies.incrementAndGet();
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .end(new JsonObject()
                            .put("service", service)
                            .put("method", request.method().name())
                            .put("uri", request.uri())
                            .put("headers", headers(request.headers()))
                            .put("length", body.length())
                            .encode());
        });
    }

    private static JsonObject headers(MultiMap headers) {
        var all = new JsonObject();
        headers.forEach(header -> all.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return all;
    }
}
