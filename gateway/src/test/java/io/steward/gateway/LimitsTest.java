package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(Settings.class)
class LimitsTest extends GatewayTest {

    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({"1", "65536", "65537", "1048576"})
    void aBodyUpToTheLimitPassesInBothForms(int size) throws Exception {
        assertThat(body(declared("/api/v1/tickets", size)).getInteger("length")).isEqualTo(size);
        assertThat(body(chunked("/api/v1/tickets", size)).getInteger("length")).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({"1048577", "10485760"})
    void aLargerDeclaredOneIsRefusedBeforeItGoesOn(int size) throws Exception {
        var before = services.wholeBodies.get() + services.brokenBodies.get();
        isProblem(declared("/api/v1/tickets", size), 413, "body-too-large");
        assertThat(services.wholeBodies.get() + services.brokenBodies.get()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"1048577", "10485760"})
    void aLargerChunkedOneIsCutAndNeverWholeAtTheService(int size) throws Exception {
        var whole = services.wholeBodies.get();
        var broken = services.brokenBodies.get();
        isProblem(chunked("/api/v1/tickets", size), 413, "body-too-large");
        eventually("the service sees it break", Duration.ofSeconds(3), () -> services.brokenBodies.get() == broken + 1);
        assertThat(services.wholeBodies.get()).isEqualTo(whole);
    }

    @Test
    void aPathMayHaveItsOwnLimit() throws Exception {
        assertThat(declared("/api/v1/tickets/7/attachments", 3 * MIB).statusCode())
                .isEqualTo(200);
        assertThat(chunked("/api/v1/tickets/7/attachments", 3 * MIB).statusCode())
                .isEqualTo(200);
        isProblem(declared("/api/v1/tickets/7/attachments", 3 * MIB + 1), 413, "body-too-large");
        isProblem(chunked("/api/v1/tickets/7/attachments", 3 * MIB + 1), 413, "body-too-large");
    }

    @Test
    void theConnectionLivesOnAfterARefusal() throws Exception {
        var large = "x".repeat(2 * MIB);
        var head = "Host: x\r\nAuthorization: Bearer " + token + "\r\n";
        var answer = raw(
                "POST /api/v1/tickets HTTP/1.1\r\n" + head + "Content-Length: " + large.length() + "\r\n\r\n" + large
                        + "GET /api/v1/tickets HTTP/1.1\r\n" + head + "Connection: close\r\n\r\n",
                "\0");
        assertThat(answer).startsWith("HTTP/1.1 413").contains("HTTP/1.1 200");
    }

    @Test
    void aBodyThatNeverComesIsNotWaitedForWithoutEnd() throws Exception {
        var whole = services.wholeBodies.get();
        var answer = raw(
                "POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Length: 10\r\n\r\nhalf",
                "request-timeout");
        assertThat(answer).startsWith("HTTP/1.1 408").contains("request-timeout");
        assertThat(services.wholeBodies.get()).isEqualTo(whole);
    }

    @Test
    void anAbandonedBodyIsNotWholeAtTheService() throws Exception {
        var whole = services.wholeBodies.get();
        var broken = services.brokenBodies.get();
        var begun = services.begunBodies.get();
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.getOutputStream()
                    .write(("POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                                    + "\r\nTransfer-Encoding: chunked\r\n\r\n11000\r\n" + "x".repeat(0x11000) + "\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            eventually("it is on its way", Duration.ofSeconds(10), () -> services.begunBodies.get() > begun);
        }
        eventually("the service sees it break", Duration.ofSeconds(3), () -> services.brokenBodies.get() > broken);
        assertThat(services.wholeBodies.get()).isEqualTo(whole);
    }

    @Test
    void longUrisAndHeadersAreRefused() throws Exception {
        isProblem(get("/api/v1/tickets?q=" + "x".repeat(9000)), 414, "uri-too-long");
        isProblem(send(withToken("/api/v1/tickets").header("X-Long", "x".repeat(30_000))), 431, "headers-too-large");
        assertThat(raw("GET /" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", "\0"))
                .containsPattern("^HTTP/1.[01] 414");
        assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(200_000) + "\r\n\r\n", "\0"))
                .containsPattern("^HTTP/1.[01] 431");
    }

    @Test
    void aClientThatWaitsForContinueIsToldToGoOnOrNot() throws Exception {
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout(5000);
            var out = socket.getOutputStream();
            out.write(expecting(200_000).getBytes(StandardCharsets.ISO_8859_1));
            assertThat(read(socket, "\r\n\r\n")).startsWith("HTTP/1.1 100");
            out.write(new byte[200_000]);
            assertThat(read(socket, "}")).startsWith("HTTP/1.1 200").contains("\"length\":200000");
        }
        assertThat(raw(expecting(5), "\r\n\r\n")).startsWith("HTTP/1.1 100");
        assertThat(raw(expecting(20 * MIB), "\0")).startsWith("HTTP/1.1 413").contains("body-too-large");
    }

    private String expecting(int size) {
        return "POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nAuthorization: Bearer " + token
                + "\r\nContent-Length: " + size + "\r\n\r\n";
    }

    private java.net.http.HttpResponse<String> declared(String path, int size) throws Exception {
        return send(withToken(path).POST(BodyPublishers.ofByteArray(new byte[size])));
    }

    private java.net.http.HttpResponse<String> chunked(String path, int size) throws Exception {
        return send(withToken(path).POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[size]))));
    }
}
