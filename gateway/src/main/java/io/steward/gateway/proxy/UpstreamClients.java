package io.steward.gateway.proxy;

import io.steward.gateway.route.RouteSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.impl.cpu.CpuCoreSensor;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The connections to the services. Each event loop has a pool of its own, so that a request never changes threads on
 * its way and loops never compete for a pool. Event streams have their own pools: they hold a connection for minutes.
 */
@Singleton
public class UpstreamClients {

    private static final int MOST_WAITING = 2_000;

    private final ThreadLocal<HttpClient> requests;
    private final ThreadLocal<HttpClient> streams;

    UpstreamClients(
            Vertx vertx,
            RouteSettings settings,
            @ConfigProperty(name = "quarkus.vertx.event-loops-pool-size") java.util.OptionalInt eventLoops) {
        var loops = eventLoops.orElse(2 * CpuCoreSensor.availableProcessors());
        var connect = Math.toIntExact(settings.connectTimeout().toMillis());
        requests = ThreadLocal.withInitial(
                () -> vertx.createHttpClient(options(share(settings.connections(), loops), connect)));
        streams = ThreadLocal.withInitial(
                () -> vertx.createHttpClient(options(share(settings.streamConnections(), loops), connect)));
    }

    /** To be called on an event loop. */
    HttpClient forRequests() {
        return requests.get();
    }

    /** To be called on an event loop. */
    HttpClient forStreams() {
        return streams.get();
    }

    private static int share(int all, int loops) {
        return Math.max(8, Math.ceilDiv(all, loops));
    }

    private static HttpClientOptions options(int connections, int connectMillis) {
        return new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(true)
                .setKeepAliveTimeout(60)
                .setPipelining(false)
                .setMaxPoolSize(connections)
                .setMaxWaitQueueSize(MOST_WAITING)
                .setConnectTimeout(connectMillis)
                .setMaxHeaderSize(64 << 10)
                .setDecompressionSupported(false)
                .setTracingPolicy(TracingPolicy.IGNORE);
    }
}
