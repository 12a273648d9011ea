package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpLoadTest {
    private static final byte[] LONG = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);

    private final AtomicInteger answered = new AtomicInteger();
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/sized", exchange -> answer(exchange, 200, LONG.length, LONG));
        server.createContext("/chunked", exchange -> answer(exchange, 200, 0, LONG));
        server.createContext("/broken", exchange -> answer(exchange, 503, -1, new byte[0]));
        server.createContext("/limited", exchange -> answer(exchange, 429, -1, new byte[0]));
        server.createContext("/closing", exchange -> {
            exchange.getResponseHeaders().set("Connection", "close");
            answer(exchange, 200, -1, new byte[0]);
        });
        server.createContext("/cut", exchange -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void countsWhatIsAnsweredOverKeptConnections() throws Exception {
        LoadResult result = load("/sized");

        assertThat(result.errors()).isZero();
        assertThat(result.requests()).isBetween(1L, (long) answered.get());
        assertThat(result.latencies().size()).isEqualTo((int) result.requests());
        assertThat(result.latencies().percentile(50)).isPositive();
        assertThat(connections).hasSize(2);
    }

    @Test
    void whatIsAnsweredBeforeItsTimeDoesNotCount() throws Exception {
        byte[] request = "GET /closing HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        try (HttpLoad load = new HttpLoad(server.getAddress(), 2)) {
            LoadResult result = load.run(() -> request, 200, Duration.ofMillis(1), Duration.ofMillis(400));

            assertThat(answered.get()).isGreaterThan(10);
            assertThat(result.requests()).isLessThan(answered.get() / 2);
            assertThat(result.latencies().size()).isEqualTo((int) result.requests());
            assertThat(result.seconds()).isEqualTo(0.001);
        }
    }

    @Test
    void readsChunkedAnswers() throws Exception {
        LoadResult result = load("/chunked");

        assertThat(result.errors()).isZero();
        assertThat(result.requests()).isPositive();
    }

    @Test
    void anotherStatusIsAnError() throws Exception {
        LoadResult result = load("/broken");

        assertThat(result.requests()).isZero();
        assertThat(result.errors()).isEqualTo(answered.get());
        assertThat(result.sampleOfError()).startsWith("HTTP/1.1 503");
    }

    @Test
    void aConnectionThatIsClosedPolitelyIsReplaced() throws Exception {
        LoadResult result = load("/closing");

        assertThat(result.errors()).isZero();
        assertThat(result.requests()).isGreaterThan(2);
        assertThat(connections).hasSizeGreaterThan(2);
    }

    @Test
    void aCutAnswerIsAnError() throws Exception {
        LoadResult result = load("/cut");

        assertThat(result.requests()).isZero();
        assertThat(result.errors()).isGreaterThan(2);
        assertThat(result.sampleOfError()).startsWith("connection: ");
    }

    @Test
    void aLimitedRateEndsIt() {
        assertThatThrownBy(() -> load("/limited"))
                .isInstanceOfSatisfying(
                        BenchException.class, e -> assertThat(e.exitCode()).isEqualTo(2))
                .hasMessageContaining("STEWARD_GATEWAY_LIMITS_ACCOUNT_PER_SECOND=0");
    }

    private LoadResult load(String path) throws IOException {
        byte[] request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        try (HttpLoad load = new HttpLoad(server.getAddress(), 2)) {
            return load.run(() -> request, 200, Duration.ofMillis(300));
        }
    }

    private void answer(HttpExchange exchange, int status, long length, byte[] body) throws IOException {
        answered.incrementAndGet();
        connections.add(exchange.getRemoteAddress());
        exchange.sendResponseHeaders(status, length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
