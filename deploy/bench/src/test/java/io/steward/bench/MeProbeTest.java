package io.steward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeProbeTest {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int status = 200;
    private volatile int slowOne = -1;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/me", exchange -> {
            if (asked.incrementAndGet() == slowOne) {
                pause();
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksAtASteadyPace() throws Exception {
        MeProbe.Result result = probe().run(Duration.ofSeconds(1));

        assertThat(asked).hasValue(100);
        assertThat(result.latencies().size()).isEqualTo(100);
        assertThat(result.errors()).isZero();
    }

    /** Only one answer takes long, but those that were due meanwhile are late too: about half of what is asked in a second. */
    @Test
    void whatWaitsBehindASlowAnswerIsSlow() throws Exception {
        slowOne = 10;
        MeProbe.Result result = probe().run(Duration.ofSeconds(1));

        assertThat(result.latencies().percentile(99)).isGreaterThan(400);
        assertThat(result.latencies().percentile(80)).isGreaterThan(100);
    }

    @Test
    void whatIsNoSuccessIsAnError() throws Exception {
        status = 503;
        MeProbe.Result result = probe().run(Duration.ofSeconds(1));

        assertThat(result.errors()).isEqualTo(100);
        assertThat(result.sampleOfError()).contains("503");
    }

    @Test
    void asksBesideSomethingElse() throws Exception {
        MeProbe.Both<String> both = probe().beside(Duration.ofSeconds(1), () -> "done");

        assertThat(both.other()).isEqualTo("done");
        assertThat(both.probe().latencies().size()).isEqualTo(100);
    }

    private MeProbe probe() {
        URI gateway = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new MeProbe(gateway, new Api.Caller("token", null));
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
