package io.steward.kit.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;

/** The wire format of a problem: {@code application/problem+json} (RFC 9457) with a stable code and the trace to look for. */
@JsonPropertyOrder({"type", "title", "status", "detail", "code", "traceId"})
public record ProblemDocument(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String traceId,
        @JsonAnyGetter Map<String, Object> extensions) {

    public static final String MEDIA_TYPE = "application/problem+json";

    static ProblemDocument of(Problem problem, String traceId) {
        return new ProblemDocument(
                "/problems/" + problem.code(),
                problem.title(),
                problem.status(),
                problem.getMessage(),
                problem.code(),
                traceId,
                problem.extensions());
    }
}
