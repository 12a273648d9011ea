package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.gateway.limit.UnderWay;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever sends or reads slowly holds little, not for long, and nothing that others need. The attacker has an address of its own. (Connections: ConnectionsTest of http-kit.) */
@QuarkusTest
@WithTestResource(value = BoundsSettings.class, scope = TestResourceScope.RESTRICTED_TO_CLASS)
class BoundsTest extends GatewayTest {

    private static final String ATTACKER = "127.0.0.9";
    private static final String NEIGHBOUR = "127.0.0.10";

    @Inject
    UnderWay underWay;

    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        eventually("nothing is held", Duration.ofSeconds(10), () -> underWay.bytes() == 0);
        eventually("no transfer goes on", Duration.ofSeconds(10), () -> underWay.transfers() == 0);
    }

    @Test
    void whatABodyDeclaresIsNotReserved() throws Exception {
        for (var i = 0; i < BoundsSettings.REQUESTS; i++) {
            write(open(ATTACKER), post("Content-Length: 65536") + "x");
        }
        eventually("the bytes are there", Duration.ofSeconds(5), () -> underWay.bytes() > 0);
        assertThat(underWay.bytes()).isLessThanOrEqualTo(BoundsSettings.REQUESTS);

        var oneTooMany = open(ATTACKER);
        write(oneTooMany, post("Content-Length: 65536") + "x");
        assertThat(read(oneTooMany, "rate-limited")).startsWith("HTTP/1.1 429").contains("Retry-After");
        othersAreServed();
        assertThat(read(sockets.getFirst(), "request-timeout")).startsWith("HTTP/1.1 408");
    }

    @Test
    void oneAddressCannotHoldAllTheMemoryOfBodies() throws Exception {
        var body = "x".repeat(60_000);
        for (var i = 0; i < 4; i++) {
            write(open(ATTACKER), post("Content-Length: 65000") + body);
        }
        eventually("they are held", Duration.ofSeconds(5), () -> underWay.bytes() >= 240_000);
        var oneTooMany = open(ATTACKER);
        write(oneTooMany, post("Content-Length: 65000") + body);
        assertThat(read(oneTooMany, "overloaded")).startsWith("HTTP/1.1 503").contains("Retry-After");
        var neighbour = open(NEIGHBOUR);
        write(neighbour, post("Content-Length: 60000") + body);
        assertThat(read(neighbour, "}")).startsWith("HTTP/1.1 200");
    }

    @Test
    void aDrippingBodyHoldsNoConnectionToAServiceAndEndsInTime() throws Exception {
        var begun = System.nanoTime();
        for (var i = 0; i < BoundsSettings.REQUESTS; i++) {
            write(open(ATTACKER), post("Transfer-Encoding: chunked") + "1\r\nx\r\n");
        }
        othersAreServed();
        for (var i = 0; i < 4; i++) {
            pause(Duration.ofMillis(300));
            for (var socket : sockets) {
                write(socket, "1\r\nx\r\n");
            }
            othersAreServed();
        }
        assertThat(read(sockets.getLast(), "request-timeout")).startsWith("HTTP/1.1 408");
        assertThat(System.nanoTime() - begun).isBetween(1_900_000_000L, 6_000_000_000L);
    }

    @Test
    void longTransfersAreFewSoThatOthersFindAConnection() throws Exception {
        var large = "POST /api/v1/tickets/7/attachments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                + "\r\nTransfer-Encoding: chunked\r\n\r\n" + "11000\r\n" + "x".repeat(0x11000) + "\r\n";
        for (var i = 0; i < 3; i++) {
            write(open(ATTACKER), large);
        }
        eventually("as many as one address may have", Duration.ofSeconds(5), () -> underWay.transfers() == 2);
        for (var i = 0; i < 8; i++) {
            write(open("127.0.0." + (20 + i)), large);
        }
        eventually("as many as all may have", Duration.ofSeconds(5), () -> underWay.transfers() == 6);
        var oneTooMany = open("127.0.0.40");
        write(oneTooMany, large);
        assertThat(read(oneTooMany, "overloaded")).startsWith("HTTP/1.1 503");
        othersAreServed();
    }

    @Test
    void aReaderThatTakesNothingIsCutOff() throws Exception {
        for (var i = 0; i < BoundsSettings.REQUESTS; i++) {
            var socket = open(ATTACKER);
            socket.setReceiveBufferSize(1024);
            write(
                    socket,
                    "GET /api/v1/tickets/large HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n");
        }
        eventually("all connections are free again", Duration.ofSeconds(40), () -> {
            try {
                return get("/api/v1/tickets").statusCode() == 200;
            } catch (IOException | InterruptedException e) {
                return false;
            }
        });
        othersAreServed();
    }

    @Test
    void anAccountHasABoundedNumberOfStreams() throws Exception {
        for (var i = 0; i < 2; i++) {
            var stream = open(ATTACKER);
            write(stream, stream());
            assertThat(read(stream, "hello")).startsWith("HTTP/1.1 200");
        }
        var third = open(NEIGHBOUR);
        write(third, stream());
        assertThat(read(third, "rate-limited")).startsWith("HTTP/1.1 429");
    }

    @Test
    void aHeadOfWhatNeverEndsSpoilsNoConnection() throws Exception {
        for (var i = 0; i < 4 * BoundsSettings.UPSTREAM; i++) {
            var stream = send(withToken("/api/v1/notifications/stream").method("HEAD", BodyPublishers.noBody()));
            assertThat(stream.statusCode()).isEqualTo(405);
            var endless = send(withToken("/api/v1/tickets/endless").method("HEAD", BodyPublishers.noBody()));
            assertThat(endless.statusCode()).isEqualTo(200);
        }
        othersAreServed();
    }

    private void othersAreServed() throws Exception {
        for (var i = 0; i < 2 * BoundsSettings.UPSTREAM; i++) {
            var begun = System.nanoTime();
            var answer = CLIENT.send(
                    withToken("/api/v1/tickets")
                            .POST(BodyPublishers.ofString("{}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(System.nanoTime() - begun).isLessThan(1_000_000_000L);
        }
    }

    private String post(String length) {
        return "POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n" + length
                + "\r\n\r\n";
    }

    private String stream() {
        return "GET /api/v1/notifications/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n";
    }

    private Socket open(String from) throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()), 2_000);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static void pause(Duration time) {
        java.util.concurrent.locks.LockSupport.parkNanos(time.toNanos());
    }
}
