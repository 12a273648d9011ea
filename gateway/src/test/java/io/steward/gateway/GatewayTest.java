package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.steward.gateway.route.RouteSettings;
import io.steward.gateway.token.SigningKeys;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;

/** What the tests share: the gateway's address, the services behind it, a client and a raw socket. */
abstract class GatewayTest {

    static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestHTTPResource("/")
    URI gateway;

    @Inject
    RouteSettings routes;

    @Inject
    SigningKeys signingKeys;

    Services services;
    String token = Tokens.FIRST.valid();

    @BeforeEach
    void servicesAreUp() throws Exception {
        services = Services.of(routes);
        eventually("the signing keys are read", Duration.ofSeconds(15), signingKeys::loaded);
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path)).timeout(Duration.ofSeconds(20));
    }

    HttpRequest.Builder withToken(String path) {
        return to(path).header("Authorization", "Bearer " + token);
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(withToken(path));
    }

    static JsonObject body(HttpResponse<String> response) {
        return new JsonObject(response.body());
    }

    static void isProblem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
        var problem = body(response);
        assertThat(problem.getString("code")).isEqualTo(code);
        assertThat(problem.getString("type")).isEqualTo("/problems/" + code);
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("traceId")).matches("[0-9a-f]{32}");
        assertThat(response.body()).doesNotContain("Exception");
    }

    /** Sends bytes as they are and reads until the gateway closes, or the text has come, or five seconds are over. */
    String raw(String text, String until) throws IOException {
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return read(socket, until);
        }
    }

    static String read(Socket socket, String until) throws IOException {
        var read = new StringBuilder();
        var buffer = new byte[8192];
        int count;
        while (!read.toString().contains(until)
                && (count = socket.getInputStream().read(buffer)) >= 0) {
            read.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        }
        return read.toString();
    }

    static void eventually(String what, Duration within, BooleanSupplier condition) {
        var deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time: " + what).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
