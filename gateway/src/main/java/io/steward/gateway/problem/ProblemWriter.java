package io.steward.gateway.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.steward.gateway.trace.RequestTrace;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;

/** Answers a request that goes no further, and reads off what is left of its body so that the answer arrives. */
@Singleton
public class ProblemWriter {

    private static final long DRAIN_BYTES = 64L << 20;
    private static final long DRAIN_MILLIS = 10_000;

    private final ObjectMapper json;
    private final Vertx vertx;
    private final MeterRegistry meters;
    private final RefusalLog log;

    ProblemWriter(ObjectMapper json, Vertx vertx, MeterRegistry meters, RefusalLog log) {
        this.log = log;
        this.json = json;
        this.vertx = vertx;
        this.meters = meters;
    }

    /** Writes the problem document, unless an answer has begun: then the connection is cut, for it cannot be mended. */
    public void refuse(HttpServerRequest request, RequestTrace trace, Refusal refusal) {
        var response = request.response();
        if (response.headWritten()) {
            response.reset();
            return;
        }
        var problem = refusal.problem();
        meters.counter("steward.gateway.refused", "code", problem.code()).increment();
        log.refused(request, trace, problem);
        response.setStatusCode(problem.status());
        trace.mark(response);
        response.putHeader("Content-Type", "application/problem+json");
        response.putHeader("Cache-Control", "no-store");
        if (refusal.retryAfterSeconds() > 0) {
            response.putHeader("Retry-After", Long.toString(refusal.retryAfterSeconds()));
        }
        if (problem.status() == 401) {
            response.putHeader("WWW-Authenticate", challenge(problem));
        }
        if (request.isEnded()) {
            response.end(document(trace, refusal));
        } else if (request.headers().contains("Expect")) {
            // The client may send its body yet or not: nobody could tell where the next request begins.
            response.putHeader("Connection", "close");
            response.end(document(trace, refusal))
                    .onComplete(sent -> request.connection().close());
        } else {
            response.end(document(trace, refusal));
            drain(request);
        }
    }

    private static String challenge(Problem problem) {
        // RFC 6750 3.1: no error code when no credentials came.
        return problem == Problem.TOKEN_MISSING
                ? "Bearer"
                : "Bearer error=\"invalid_token\", error_description=\"" + problem.code() + "\"";
    }

    private Buffer document(RequestTrace trace, Refusal refusal) {
        var problem = refusal.problem();
        var document = json.createObjectNode()
                .put("type", "/problems/" + problem.code())
                .put("title", problem.title())
                .put("status", problem.status());
        if (refusal.detail() != null) {
            document.put("detail", refusal.detail());
        }
        document.put("code", problem.code()).put("traceId", trace.traceId());
        try {
            return Buffer.buffer(json.writeValueAsBytes(document));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * Reads off the rest of a body that nobody wants, within bounds: a connection closed on an unread body is reset, and
     * many clients then never see the answer.
     */
    public void drain(HttpServerRequest request) {
        var connection = request.connection();
        var timer = vertx.setTimer(DRAIN_MILLIS, late -> connection.close());
        var read = new long[1];
        request.exceptionHandler(gone -> vertx.cancelTimer(timer));
        request.handler(chunk -> {
            read[0] += chunk.length();
            if (read[0] > DRAIN_BYTES) {
                connection.close();
            }
        });
        request.endHandler(end -> vertx.cancelTimer(timer));
        request.resume();
    }
}
