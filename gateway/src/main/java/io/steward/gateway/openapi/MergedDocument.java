package io.steward.gateway.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steward.gateway.route.PublicOperations;
import io.steward.gateway.route.Route;
import io.steward.gateway.route.RouteTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Asks the services for their documents, merges them on a worker thread and keeps the result for some seconds. */
@Singleton
public class MergedDocument {

    private static final Logger LOG = Logger.getLogger(MergedDocument.class);

    private final Vertx vertx;
    private final HttpClient client;
    private final RouteTable routes;
    private final PublicOperations publicOperations;
    private final DocumentSettings settings;
    private final ObjectMapper json;
    private final String version;

    private Future<Buffer> latest;
    private long madeAt;

    MergedDocument(
            Vertx vertx,
            RouteTable routes,
            PublicOperations publicOperations,
            DocumentSettings settings,
            ObjectMapper json,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "dev") String version) {
        this.vertx = vertx;
        this.routes = routes;
        this.publicOperations = publicOperations;
        this.settings = settings;
        this.json = json;
        this.version = version;
        client = vertx.createHttpClient();
    }

    /** The document, at most some seconds old. Callers at the same time share one making of it. */
    synchronized Future<Buffer> current() {
        var isFresh = System.nanoTime() - madeAt < settings.kept().toNanos();
        if (latest == null || (latest.isComplete() && (latest.failed() || !isFresh))) {
            madeAt = System.nanoTime();
            latest = make();
        }
        return latest;
    }

    private Future<Buffer> make() {
        var parts = new LinkedHashMap<String, Future<Buffer>>();
        routes.services().forEach(route -> parts.put(route.service(), part(route)));
        return Future.join(java.util.List.copyOf(parts.values()))
                .otherwiseEmpty()
                .compose(all -> vertx.executeBlocking(() -> merge(parts), false));
    }

    private Future<Buffer> part(Route route) {
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(route.host())
                        .setPort(route.port())
                        .setSsl(route.tls())
                        .setURI("/openapi.json")
                        .putHeader("Accept", "application/json")
                        .setTimeout(settings.timeout().toMillis()))
                .compose(request -> request.send())
                .compose(response -> response.statusCode() == 200
                        ? response.body()
                        : Future.failedFuture(new IOException("status " + response.statusCode())));
    }

    private Buffer merge(Map<String, Future<Buffer>> parts) throws IOException {
        var merger = new DocumentMerger(json, routes, publicOperations, version);
        for (var part : parts.entrySet()) {
            try {
                var body = part.getValue();
                if (body.succeeded() && json.readTree(body.result().getBytes()) instanceof ObjectNode document) {
                    merger.add(part.getKey(), document);
                } else {
                    merger.missing(part.getKey());
                }
            } catch (IOException unreadable) {
                LOG.warnf("the API document of %s cannot be parsed", part.getKey());
                merger.missing(part.getKey());
            }
        }
        return Buffer.buffer(json.writeValueAsBytes(merger.merged()));
    }
}
