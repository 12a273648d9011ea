package io.steward.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server in the place of the gateway. */
class SigningKeysTest {
    private static final String KEY =
            "{\"kid\":\"abc\",\"state\":\"NEXT\",\"createdAt\":\"2026-01-02T03:04:05Z\",\"activateAt\":\"2026-01-02T03:06:05Z\",\"expiresAt\":null}";

    private record Reply(int status, String body) {}

    private final Map<String, Reply> replies = new HashMap<>();
    private final List<String> seen = new ArrayList<>();
    private HttpServer gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", this::answer);
        gateway.start();
        replies.put("POST /api/v1/auth/login", new Reply(200, "{\"accessToken\":\"token\"}"));
        replies.put("POST /api/v1/auth/logout", new Reply(204, ""));
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
    }

    @Test
    void it_lists_the_keys_and_logs_out() {
        replies.put("GET /api/v1/signing-keys", new Reply(200, "{\"items\":[" + KEY + "]}"));

        assertThat(run())
                .contains("abc")
                .contains("NEXT")
                .contains("2026-01-02T03:06:05Z")
                .doesNotContain("null");
        assertThat(seen).last().isEqualTo("POST /api/v1/auth/logout ");
    }

    @Test
    void it_rotates_and_says_when_the_next_key_signs() {
        replies.put("POST /api/v1/signing-keys/rotation", new Reply(202, "{\"begun\":true,\"key\":" + KEY + "}"));

        assertThat(run("rotate")).contains("abc is published and signs from 2026-01-02T03:06:05Z on");
        assertThat(seen).contains("POST /api/v1/signing-keys/rotation {\"compromised\":false}");
    }

    @Test
    void it_says_when_a_change_was_under_way_already() {
        replies.put("POST /api/v1/signing-keys/rotation", new Reply(202, "{\"begun\":false,\"key\":" + KEY + "}"));

        assertThat(run("rotate")).contains("Nothing was done").contains("2026-01-02T03:06:05Z");
    }

    @Test
    void it_drops_compromised_keys() {
        replies.put("POST /api/v1/signing-keys/rotation", new Reply(202, "{\"begun\":true,\"key\":" + KEY + "}"));

        assertThat(run("rotate", "--compromised")).contains("abc signs now");
        assertThat(seen).last().isEqualTo("POST /api/v1/signing-keys/rotation {\"compromised\":true}");
    }

    @Test
    void a_refusal_is_a_failure_and_no_other_word_is_taken_for_a_command() {
        replies.put("POST /api/v1/signing-keys/rotation", new Reply(403, "{\"code\":\"forbidden\"}"));

        assertThatThrownBy(() -> run("rotate"))
                .isInstanceOf(DemoFailure.class)
                .hasMessageContaining("403")
                .hasMessageNotContaining("token");
        assertThat(SigningKeys.isKnown(List.of("rotate", "--comprimised"))).isFalse();
        assertThat(SigningKeys.isKnown(List.of("list"))).isFalse();
    }

    private String run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DemoClient admin = new DemoClient(
                        "http://127.0.0.1:" + gateway.getAddress().getPort())
                .login("root@steward.test", "a password");
        new SigningKeys(admin, new PrintStream(out, true, StandardCharsets.UTF_8)).run(List.of(arguments));
        return out.toString(StandardCharsets.UTF_8);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String operation = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        seen.add(operation + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Reply reply = replies.getOrDefault(operation, new Reply(404, "{}"));
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
