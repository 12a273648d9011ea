package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Settings.class)
class RoutingTest extends GatewayTest {

    @ParameterizedTest
    @CsvSource({
        "/api/v1/me, identity",
        "/api/v1/git-connections/7, identity",
        "/api/v1/tickets, ticket",
        "/api/v1/tickets/7/comments?limit=2&q=a%2Fb, ticket",
        "/api/v1/projects/7, ticket",
        "/api/v1/notifications?unread=true, notification",
        "/api/v1/articles/search?q=vpn%20down, knowledge"
    })
    void aPrefixLeadsToItsServiceWithThePathUnchanged(String path, String service) throws Exception {
        var answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(body(answer).getString("service")).isEqualTo(service);
        assertThat(body(answer).getString("uri")).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"/api/v1/tickets/, /api/v1/tickets", "/api/v1/tickets/?q=a/, /api/v1/tickets?q=a/"})
    void aSlashAtTheEndDoesNotGoOn(String path, String canonical) throws Exception {
        assertThat(body(get(path)).getString("uri")).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api",
                "/api/v1",
                "/api/v1/ticketsandmore",
                "/api/v1/ticket",
                "/api/v2/tickets",
                "/API/v1/tickets",
                "/q/health",
                "/q/metrics",
                "/q",
                "/internal/revocations",
                "/openapi.json/x",
                "/docs/../x.html%20"
            })
    void anythingElseIsNotFound(String path) throws Exception {
        var answer = raw(
                "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + token
                        + "\r\n\r\n",
                "\0");
        assertThat(answer).startsWith(path.contains("..") ? "HTTP/1.1 400" : "HTTP/1.1 404");
        assertThat(answer).contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/auth/login/../../tickets",
                "/api/v1/auth/login/%2e%2e/%2e%2e/tickets",
                "/api/v1/auth/login/%2E./x",
                "/.well-known/..%2fapi/v1/tickets",
                "/.well-known/..%5capi",
                "//api/v1/tickets",
                "/api//v1/tickets",
                "/api/v1/./tickets",
                "/api/v1/tickets/.",
                "/api/v1/tickets/..",
                "/api/v1/tickets;x=1/7",
                "/api/v1/tickets/%00",
                "/api/v1/notifications/%73tream",
                "/api/v1/auth/logi%6E",
                "/api/v1/tickets/%41%5A%7a%30%39",
                "/api/v1/tickets/%5F%2d%7E",
                "/.well-known/..;/api/v1/tickets",
                "/docs/..%2f..%2fapi",
                "/api/v1/tickets#x",
                "http://elsewhere/api/v1/tickets",
                "*"
            })
    void whatHasTwoReadingsIsRefused(String path) throws Exception {
        var answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "\0");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"path-invalid\"");
    }

    /** These do not even reach the gate: the server cannot read them as a URI, and answers without a document. */
    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/..\\api", "/api/v1/tickets/%zz", "/api/v1/tickets/%2"})
    void whatIsNoUriIsRefused(String path) throws Exception {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "\0"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void anUnknownMethodIsRefused() throws Exception {
        assertThat(raw("TRACE /api/v1/tickets HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "\0"))
                .startsWith("HTTP/1.1 405")
                .contains("method-not-allowed");
    }
}
