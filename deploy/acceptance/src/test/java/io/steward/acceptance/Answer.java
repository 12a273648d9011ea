package io.steward.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.UUID;

/**
 * What came back.
 *
 * @param took until the last byte
 */
record Answer(String request, int status, HttpHeaders headers, String text, Duration took) {
    private static final ObjectMapper JSON = new ObjectMapper();

    JsonNode body() {
        if (text.isEmpty()) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(this + " is not JSON", e);
        }
    }

    String string(String field) {
        return body().path(field).asText(null);
    }

    UUID id() {
        return UUID.fromString(body().path("id").asText());
    }

    String etag() {
        return headers.firstValue("ETag").orElseThrow(() -> new AssertionError("no ETag in " + this));
    }

    /** The code of a problem document; null when it is none. */
    String code() {
        boolean problem = headers.firstValue("Content-Type").orElse("").startsWith("application/problem+json");
        return problem ? string("code") : null;
    }

    /** Fails unless it has this status. */
    Answer expect(int expected) {
        assertThat(status).as("%s", this).isEqualTo(expected);
        return this;
    }

    /** Fails unless it is a whole problem document of this status and code, which tells nothing of the inside. */
    Answer expectProblem(int expected, String code) {
        expect(expected);
        assertThat(headers.firstValue("Content-Type").orElse(""))
                .as("content type of %s", this)
                .startsWith("application/problem+json");
        JsonNode problem = body();
        assertThat(problem.path("code").asText()).as("code of %s", this).isEqualTo(code);
        assertThat(problem.path("type").asText()).as("type of %s", this).isEqualTo("/problems/" + code);
        assertThat(problem.path("status").asInt()).as("status in %s", this).isEqualTo(expected);
        assertThat(problem.path("title").asText()).as("title of %s", this).isNotBlank();
        assertThat(problem.path("traceId").asText())
                .as("traceId of %s", this)
                .matches("[0-9a-f]{32}")
                .isNotEqualTo("0".repeat(32));
        assertThat(text).doesNotContain("Exception", "io.steward", "java.", "SQLSTATE", "at org.");
        return this;
    }

    @Override
    public String toString() {
        String shown = text.length() <= 600 ? text : text.substring(0, 600) + "…";
        return request + " → " + status + " " + shown;
    }
}
