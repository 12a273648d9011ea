package io.steward.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Somebody who uses the gateway's API, as any client would. */
final class DemoClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** An answer: status, ETag and body. */
    record Answer(int status, String etag, JsonNode body) {
        String text(String field) {
            return body.path(field).asText(null);
        }
    }

    private final String gateway;
    private final Map<String, String> headers = new LinkedHashMap<>();

    DemoClient(String gateway) {
        this.gateway = gateway;
    }

    /** Logs in; the token goes with every later request. */
    DemoClient login(String email, String password) {
        Answer answer = send("POST", "/auth/login", Map.of("email", email, "password", password), null);
        if (answer.status() != 200) {
            throw new DemoFailure(
                    "login of " + email + " was refused with " + answer.status() + " " + answer.text("code"));
        }
        headers.put("Authorization", "Bearer " + answer.text("accessToken"));
        return this;
    }

    /** The installation's administrator acts in an organization by naming it. */
    DemoClient actIn(String organizationId) {
        headers.put("X-Organization-Id", organizationId);
        return this;
    }

    Answer get(String path) {
        return expect(200, "GET", path, null, null);
    }

    Answer post(String path, Object body) {
        return expect(201, "POST", path, body, null);
    }

    Answer expect(int status, String method, String path, Object body, String ifMatch) {
        Answer answer = send(method, path, body, ifMatch);
        if (answer.status() != status) {
            throw new DemoFailure(method + " " + path + " answered " + answer.status() + " in place of " + status + ": "
                    + answer.body());
        }
        return answer;
    }

    Answer send(String method, String path, Object body, String ifMatch) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway + "/api/v1" + path))
                    .timeout(Duration.ofSeconds(20))
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
            headers.forEach(request::header);
            if (body != null) {
                request.header(
                        "Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json");
            }
            if (ifMatch != null) {
                request.header("If-Match", ifMatch);
            }
            HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode read = response.body().length == 0 ? JSON.nullNode() : JSON.readTree(response.body());
            return new Answer(
                    response.statusCode(), response.headers().firstValue("ETag").orElse(null), read);
        } catch (IOException e) {
            throw new DemoFailure(
                    "the gateway does not answer at " + gateway + "; is the stack up? (./steward status)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted");
        }
    }

    /** The mail of the local sink for an address. */
    static JsonNode mail(String viewer, String address) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(viewer + "/api/messages?to=" + address))
                    .build();
            return JSON.readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray())
                            .body())
                    .path("items");
        } catch (IOException e) {
            throw new DemoFailure("the mail viewer does not answer at " + viewer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted");
        }
    }
}
