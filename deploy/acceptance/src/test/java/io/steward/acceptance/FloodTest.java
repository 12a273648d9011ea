package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** One address holds back what it has begun to send; everybody else is served as if it were not there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloodTest {
    private static final Duration FLOOD = Duration.ofSeconds(15);
    private static final Duration SERVED = Duration.ofSeconds(2);
    /** An address of its own for the attacker; where the system has only one loopback address it is everybody's. */
    private static final String ATTACKER = "127.0.0.9";

    private final StewardStack stack = StewardStack.running();
    private final List<Socket> sockets = new ArrayList<>();
    private Organization people;

    @BeforeAll
    void found() {
        people = Organization.founded(stack);
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** The heap would be gone if the declared length were reserved: 1,201 times 64 KiB. */
    @Test
    void bodiesThatWereOnlyDeclaredTakeNoMemory() {
        open(
                1_201,
                "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 65536\r\n\r\n{");
        everybodyElseIsServed("");
    }

    /** Each begins a body in chunks, and sends a byte from time to time: progress that must not renew its time. */
    @Test
    void bodiesThatDripTakeNoConnectionFromOthers() {
        open(
                256,
                "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n");
        everybodyElseIsServed("1\r\n \r\n");
    }

    @Test
    void headsThatNeverEndTakeNoConnectionFromOthers() {
        open(1_201, "GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        everybodyElseIsServed("a");
    }

    private void everybodyElseIsServed(String drip) {
        var slowest = Duration.ZERO;
        long end = System.nanoTime() + FLOOD.toNanos();
        while (System.nanoTime() < end) {
            sockets.forEach(socket -> sent(socket, drip));
            for (Answer answer : List.of(
                    people.agent().api().get("/api/v1/me").expect(200),
                    Organization.login(Api.of(stack), people.lead().email(), Organization.PASSWORD))) {
                slowest = answer.took().compareTo(slowest) > 0 ? answer.took() : slowest;
            }
            Until.pause(Duration.ofMillis(500));
        }
        System.out.printf(
                "Flood: %d connections of one address; the slowest answer to others after %d ms%n",
                sockets.size(), slowest.toMillis());
        assertThat(slowest).isLessThan(SERVED);
        assertThat(stack.service("gateway").isRunning()).isTrue();
    }

    private void open(int count, String head) {
        URI gateway = URI.create(stack.gateway());
        for (int number = 0; number < count; number++) {
            var socket = new Socket();
            try {
                bound(socket);
                socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()), 2_000);
                sockets.add(socket);
                sent(socket, head);
            } catch (IOException refused) {
                // So it is for whoever has too many: what counts is how the others fare.
                assertThat(refused).isNotNull();
            }
        }
    }

    private static void bound(Socket socket) throws IOException {
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByName(ATTACKER), 0));
        } catch (BindException onlyOneAddress) {
            socket.bind(null);
        }
    }

    /** An attacker who was cut off is no failure. */
    private static void sent(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException cutOff) {
            assertThat(cutOff).isNotNull();
        }
    }
}
