package io.steward.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** A client of the gateway: what a program of a user's would send. Immutable; each {@code with…} gives another one. */
final class Api {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final String base;
    private final Map<String, String> headers;

    private Api(String base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    static Api of(StewardStack stack) {
        return new Api(stack.gateway(), Map.of());
    }

    /** Past the gateway, at a service itself. */
    Api at(String address) {
        return new Api(address, headers);
    }

    Api as(String token) {
        return with("Authorization", "Bearer " + token);
    }

    /** An administrator of the installation acts in an organization. */
    Api in(UUID organization) {
        return with("X-Organization-Id", organization.toString());
    }

    Api with(String header, String value) {
        var more = new java.util.HashMap<>(headers);
        more.put(header, value);
        return new Api(base, Map.copyOf(more));
    }

    Answer get(String path) {
        return now("GET", path, null);
    }

    Answer post(String path, Map<String, ?> body) {
        return now("POST", path, json(body));
    }

    Answer patch(String path, String ifMatch, Map<String, ?> body) {
        return with("If-Match", ifMatch)
                .with("Content-Type", "application/merge-patch+json")
                .now("PATCH", path, json(body));
    }

    /** For requests that must not be lost on the way. */
    Answer now(String method, String path, String body) {
        try {
            return send(method, path, body);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " has no answer", e);
        }
    }

    /** @throws IOException when no whole answer came: the outcome is unknown */
    Answer send(String method, String path, String body) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(40));
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.method(method, HttpRequest.BodyPublishers.ofString(body));
            request.setHeader("Content-Type", "application/json");
        }
        headers.forEach(request::setHeader);
        long begin = System.nanoTime();
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    method + " " + path,
                    response.statusCode(),
                    response.headers(),
                    response.body(),
                    Duration.ofNanos(System.nanoTime() - begin));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    static String json(Map<String, ?> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
