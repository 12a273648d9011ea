package io.steward.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** The API through the gateway, for what is not measured by the load generator. */
final class Api implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI gateway;

    Api(URI gateway) {
        this.gateway = gateway;
    }

    /**
     * Who asks.
     *
     * @param organization the one to act in, for the installation's administrator; else null
     */
    record Caller(String token, String organization) {}

    /** @throws BenchException when the login is refused */
    Caller login(String email, String password) {
        try {
            JsonNode tokens = post("/auth/login", null, Map.of("email", email, "password", password));
            return new Caller(tokens.path("accessToken").asText(), null);
        } catch (Refused refused) {
            throw new BenchException(
                    refused.status() == 401 ? BenchException.NOT_SO : BenchException.FAILED,
                    email + " cannot log in: " + refused.getMessage());
        }
    }

    JsonNode get(String path, Caller caller) {
        return ask(request(path, caller).GET().build());
    }

    JsonNode post(String path, Caller caller, Object body) {
        return ask(request(path, caller)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.valueToTree(body).toString()))
                .build());
    }

    /** An endless answer, as it comes. */
    InputStream stream(String path, Caller caller) {
        HttpRequest request = request(path, caller)
                .header("Accept", "text/event-stream")
                .GET()
                .build();
        HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new Refused(response.statusCode(), "GET " + path + " answered " + response.statusCode());
        }
        return response.body();
    }

    /** Ends streams too. */
    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path, Caller caller) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.resolve("/api/v1" + path));
        if (caller != null) {
            request.header("Authorization", "Bearer " + caller.token());
            if (caller.organization() != null) {
                request.header("X-Organization-Id", caller.organization());
            }
        }
        return request;
    }

    private JsonNode ask(HttpRequest request) {
        HttpResponse<String> response = send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new Refused(
                    response.statusCode(),
                    request.method() + " " + request.uri().getPath() + " answered " + response.statusCode() + " "
                            + response.body());
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new BenchException(request.uri().getPath() + " answered no JSON", e);
        }
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            HttpResponse<T> response = http.send(request, body);
            if (response.statusCode() == 429) {
                throw BenchException.rateLimited();
            }
            return response;
        } catch (IOException e) {
            throw new BenchException("The gateway does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    /** An answer that is no success. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }
}
