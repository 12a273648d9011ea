package io.steward.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static final int PER_ADDRESS = 5;
    private static final int MOST = 8;
    private static final Duration HEAD = Duration.ofMillis(800);
    private static final String ATTACKER = "127.0.0.9";
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Queue<Connections.Reason> closed = new ConcurrentLinkedQueue<>();
    private final Connections connections =
            new Connections(new Connections.Limits(MOST, PER_ADDRESS, HEAD), UnaryOperator.identity(), closed::add);
    private final List<Socket> sockets = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        ConnectionGuard.activate(connections::accepted);
        server = vertx.createHttpServer()
                .requestHandler(ConnectionsTest::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get();
        assertThat(connections.open()).isZero();
    }

    private static void answer(HttpServerRequest request) {
        Connections.requestBegins(request);
        request.response().endHandler(done -> Connections.requestEnds(request));
        // Longer than a head may take.
        if (request.path().equals("/slow")) {
            request.bodyHandler(body -> request.response().end("slow"));
        } else {
            request.response().end("answer");
        }
    }

    @Test
    void one_address_has_so_many_connections_and_others_are_served() throws Exception {
        for (int i = 0; i < PER_ADDRESS; i++) {
            open(ATTACKER);
        }
        assertThat(isClosed(open(ATTACKER), Duration.ofMillis(500))).isTrue();
        assertThat(closed).containsExactly(Connections.Reason.TOO_MANY);
        assertServed(open("127.0.0.1"));

        sockets.getFirst().close();
        assertServed(eventuallyOpen(ATTACKER));
    }

    @Test
    void all_together_have_so_many() throws Exception {
        for (int i = 0; i < MOST; i++) {
            open("127.0.0." + (20 + i));
        }
        assertThat(isClosed(open("127.0.0.40"), Duration.ofMillis(500))).isTrue();
    }

    @Test
    void a_head_that_drips_and_one_that_never_begins_are_cut_off() throws Exception {
        Socket dripping = open(ATTACKER);
        Socket silent = open(ATTACKER);
        write(dripping, "GET / HTTP/1.1\r\nX-Slow: ");
        for (int i = 0; i < 6; i++) {
            pause(Duration.ofMillis(200));
            try {
                write(dripping, "a");
            } catch (IOException cutOff) {
                break;
            }
        }
        assertThat(isClosed(dripping, Duration.ofSeconds(2))).isTrue();
        assertThat(isClosed(silent, Duration.ofSeconds(2))).isTrue();
        assertThat(closed).containsOnly(Connections.Reason.SLOW_HEAD).hasSize(2);
    }

    @Test
    void a_second_head_has_the_same_time() throws Exception {
        Socket socket = open(ATTACKER);
        assertServed(socket);
        write(socket, "GET / HTTP/1.1\r\nX-Slow: ");
        assertThat(isClosed(socket, Duration.ofSeconds(2))).isTrue();
    }

    @Test
    void between_requests_and_during_one_it_may_take_longer() throws Exception {
        Socket socket = open(ATTACKER);
        assertServed(socket);
        pause(HEAD.multipliedBy(2));
        write(socket, "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n");
        for (int i = 0; i < 4; i++) {
            pause(HEAD.dividedBy(2));
            write(socket, "x");
        }
        assertThat(read(socket)).contains("slow");
        assertServed(socket);
        assertThat(closed).isEmpty();
    }

    private Socket open(String from) throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", server.actualPort()), 2_000);
        socket.setSoTimeout(5_000);
        return socket;
    }

    /** The server notices a moment later that another one has gone. */
    private Socket eventuallyOpen(String from) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (System.nanoTime() < end) {
            Socket socket = open(from);
            if (!isClosed(socket, Duration.ofMillis(200))) {
                return socket;
            }
        }
        throw new AssertionError("no connection");
    }

    private static void assertServed(Socket socket) throws IOException {
        write(socket, REQUEST);
        assertThat(read(socket)).contains("answer");
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String read(Socket socket) throws IOException {
        var buffer = new byte[4096];
        int count = socket.getInputStream().read(buffer);
        return new String(buffer, 0, Math.max(count, 0), StandardCharsets.ISO_8859_1);
    }

    private static boolean isClosed(Socket socket, Duration within) throws IOException {
        socket.setSoTimeout(Math.toIntExact(within.toMillis()));
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } finally {
            socket.setSoTimeout(5_000);
        }
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
