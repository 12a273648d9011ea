package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Settings.class)
class HeadersTest extends GatewayTest {

    @Test
    void whatAClientCouldSpoofIsStripped() throws Exception {
        var request = withToken("/api/v1/tickets");
        var spoofed = new String[] {
            "X-User-Id",
            "X-Tenant-Id",
            "X-Steward-Actor",
            "X-Authenticated-Userid",
            "X-Real-IP",
            "Forwarded",
            "X-Forwarded-User",
            "X-Forwarded-Prefix",
            "x_user_id",
            "X-USER-ROLES",
            "X-Original-URL"
        };
        for (var name : spoofed) {
            request.header(name, "spoofed");
        }
        request.header("X-Forwarded-For", "6.6.6.6")
                .header("X-Forwarded-Host", "evil")
                .header("X-Forwarded-Proto", "gopher");
        request.header("X-Organization-Id", "org").header("If-Match", "\"1\"").header("Accept-Language", "de");
        var answer = body(send(request)).getJsonObject("headers");
        assertThat(answer.encode()).doesNotContain("spoofed", "6.6.6.6", "evil", "gopher");
        assertThat(answer.getString("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(answer.getString("x-forwarded-proto")).isEqualTo("http");
        assertThat(answer.getString("x-forwarded-host")).isEqualTo(gateway.getAuthority());
        assertThat(answer.getString("x-organization-id")).isEqualTo("org");
        assertThat(answer.getString("if-match")).isEqualTo("\"1\"");
        assertThat(answer.getString("accept-language")).isEqualTo("de");
    }

    @Test
    void hopByHopHeadersEndHere() throws Exception {
        var answer = raw(
                "GET /api/v1/tickets HTTP/1.1\r\nHost: x\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nKeep-Alive: 5\r\n"
                        + "TE: trailers\r\nUpgrade: h2c\r\nProxy-Authorization: x\r\nX-Kept: kept\r\nAuthorization: Bearer "
                        + token + "\r\n\r\n",
                "\"length\"");
        assertThat(answer).startsWith("HTTP/1.1 200").contains("\"x-kept\":\"kept\"");
        assertThat(answer).doesNotContain("x-mine", "\"te\"", "\"upgrade\"", "proxy-authorization");
    }

    @Test
    void theAnswerIsHardened() throws Exception {
        var plain = get("/api/v1/tickets/plain").headers();
        assertThat(plain.firstValue("Server")).isEmpty();
        assertThat(plain.firstValue("X-Hop")).isEmpty();
        assertThat(plain.firstValue("Keep-Alive")).isEmpty();
        assertThat(plain.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(plain.allValues("Cache-Control")).containsExactly("max-age=5");
        assertThat(get("/api/v1/tickets").headers().allValues("Cache-Control")).containsExactly("no-store");
    }

    @Test
    void theRequestIdIsTheClientsOnBothSides() throws Exception {
        var answer = send(withToken("/api/v1/tickets").header("X-Request-Id", "my.id_1-A"));
        assertThat(answer.headers().allValues("X-Request-Id")).containsExactly("my.id_1-A");
        assertThat(body(answer).getJsonObject("headers").getString("x-request-id"))
                .isEqualTo("my.id_1-A");
        assertThat(send(to("/nowhere").header("X-Request-Id", "mine")).headers().allValues("X-Request-Id"))
                .containsExactly("mine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "with space", "a/b", "ü", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void anotherRequestIdIsReplaced(String id) throws Exception {
        var answer = raw(
                "GET /api/v1/tickets HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: " + id
                        + "\r\nAuthorization: Bearer " + token + "\r\n\r\n",
                "\0");
        assertThat(answer)
                .containsPattern(
                        "(?i)x-request-id: [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\r");
    }

    @Test
    void theTraceGoesOnAndIsInProblems() throws Exception {
        var parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        var there = body(send(withToken("/api/v1/tickets")
                        .header("traceparent", parent)
                        .header("tracestate", "a=1")))
                .getJsonObject("headers");
        assertThat(there.getString("traceparent")).isEqualTo(parent);
        assertThat(there.getString("tracestate")).isEqualTo("a=1");
        var problem = send(to("/nowhere").header("traceparent", parent));
        assertThat(body(problem).getString("traceId")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rubbish",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void aBrokenTraceIsReplaced(String parent) throws Exception {
        var there = body(send(withToken("/api/v1/tickets")
                        .header("traceparent", parent)
                        .header("tracestate", "a=1")))
                .getJsonObject("headers");
        assertThat(there.getString("traceparent"))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")
                .isNotEqualTo(parent);
        assertThat(there.containsKey("tracestate")).isFalse();
    }

    @Test
    void corsIsOff() throws Exception {
        var answer = send(withToken("/api/v1/tickets").header("Origin", "https://console.example"));
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }
}
