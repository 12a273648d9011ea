package io.steward.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Settings.class)
class DocumentTest extends GatewayTest {

    private static final String PART = """
            {"openapi": "3.1.0", "info": {"title": "x"}, "security": [{"own": []}],
             "paths": {"/api/v1/%1$s": {
               "get": {"operationId": "list", "tags": ["Some Resource"], "security": [{"own": []}],
                 "responses": {"200": {"description": "ok", "content": {"application/json": {"schema":
                   {"$ref": "#/components/schemas/Page"}}}}}},
               "post": {"responses": {"201": {"description": "made"}}}},
               "/internal/%1$s": {"get": {}}, "/q/health": {"get": {}}},
             "components": {"securitySchemes": {"own": {}}, "schemas": {
               "Page": {"type": "object", "properties": {"items": {"type": "array", "items":
                 {"$ref": "#/components/schemas/Item"}}}},
               "Item": {"type": "object", "properties": {"%1$s": {"type": "string"}}},
               "Same": {"type": "string", "format": "uuid"}}}}""";

    @Test
    void theServicesDocumentsBecomeOne() throws Exception {
        services.documents.put("identity", PART.formatted("auth/login"));
        services.documents.put("ticket", PART.formatted("tickets"));
        services.documents.put("knowledge", "this is no JSON");
        var answer = send(to("/openapi.json"));
        assertThat(answer.statusCode()).isEqualTo(200);
        var document = body(answer);
        assertThat(document.getJsonObject("paths").fieldNames())
                .isEqualTo(Set.of("/api/v1/auth/login", "/api/v1/tickets"));
        var schemas = document.getJsonObject("components").getJsonObject("schemas");
        // Page is written alike in both, yet means another Item: it needs two names as well.
        assertThat(schemas.fieldNames()).isEqualTo(Set.of("Page", "Item", "Same", "TicketPage", "TicketItem"));
        assertThat(schemas.getJsonObject("TicketPage").encode()).contains("#/components/schemas/TicketItem\"");
        assertThat(schemas.getJsonObject("Page").encode()).contains("#/components/schemas/Item\"");
        var tickets =
                document.getJsonObject("paths").getJsonObject("/api/v1/tickets").getJsonObject("get");
        assertThat(tickets.encode()).contains("#/components/schemas/TicketPage\"");
        assertThat(tickets.getJsonArray("tags")).containsExactly("ticket");
        assertThat(tickets.containsKey("security")).isFalse();
        assertThat(tickets.getString("operationId")).isEqualTo("ticket_list");
        var login = document.getJsonObject("paths")
                .getJsonObject("/api/v1/auth/login")
                .getJsonObject("post");
        assertThat(login.getJsonArray("security")).isEmpty();
        assertThat(document.getJsonObject("components")
                        .getJsonObject("securitySchemes")
                        .fieldNames())
                .containsExactly("bearer", "apiKey");
        assertThat(document.getJsonArray("servers").encode()).isEqualTo("[{\"url\":\"/\"}]");
        assertThat(document.getJsonObject("info").getJsonArray("x-missing"))
                .containsExactly("knowledge", "notification", "sla");
    }

    @Test
    void thePageStandsOnItsOwn() throws Exception {
        var page = send(to("/docs"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        assertThat(page.body()).doesNotContain("http://", "https://", "//cdn");
        assertThat(send(to("/docs/docs.js"))
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .contains("javascript");
        assertThat(send(to("/docs/docs.css")).body()).doesNotContain("url(", "@import");
        isProblem(send(withToken("/docs").POST(BodyPublishers.ofString("x"))), 405, "method-not-allowed");
    }
}
