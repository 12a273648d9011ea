package io.steward.gateway.openapi;

import io.steward.gateway.problem.Problem;
import io.steward.gateway.problem.ProblemWriter;
import io.steward.gateway.problem.Refusal;
import io.steward.gateway.trace.RequestTrace;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** The few things that the gateway serves itself: the merged API document and the page to read it. */
@Singleton
public class ApiPages {

    private static final String DOCUMENT = "/openapi.json";
    /** The page loads nothing from anywhere else, and cannot be framed. */
    private static final String CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final MergedDocument document;
    private final ProblemWriter problems;
    private final Vertx vertx;
    private final Map<String, Page> pages = Map.of(
            "/docs", Page.of("index.html", "text/html; charset=utf-8"),
            "/docs/docs.css", Page.of("docs.css", "text/css; charset=utf-8"),
            "/docs/docs.js", Page.of("docs.js", "text/javascript; charset=utf-8"));

    ApiPages(MergedDocument document, ProblemWriter problems, Vertx vertx) {
        this.document = document;
        this.problems = problems;
        this.vertx = vertx;
    }

    public boolean serves(String path) {
        return path.equals(DOCUMENT) || pages.containsKey(path);
    }

    public void serve(HttpServerRequest request, String path, RequestTrace trace) {
        if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
            problems.refuse(request, trace, Refusal.of(Problem.METHOD_NOT_ALLOWED));
            return;
        }
        request.resume();
        if (!path.equals(DOCUMENT)) {
            var page = pages.get(path);
            answer(request, trace, page.type, page.content);
            return;
        }
        var context = vertx.getOrCreateContext();
        document.current()
                .onComplete(merged -> context.runOnContext(back -> {
                    if (merged.succeeded()) {
                        answer(request, trace, "application/json", merged.result());
                    } else {
                        problems.refuse(request, trace, Refusal.of(Problem.GATEWAY_FAILED));
                    }
                }));
    }

    private static void answer(HttpServerRequest request, RequestTrace trace, String type, Buffer content) {
        var response = request.response();
        trace.mark(response);
        response.putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Security-Policy", CONTENT_POLICY)
                .putHeader("Content-Length", Integer.toString(content.length()));
        if (request.method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(content);
        }
    }

    private record Page(String type, Buffer content) {
        static Page of(String file, String type) {
            try (var in = ApiPages.class.getResourceAsStream("/docs/" + file)) {
                return new Page(type, Buffer.buffer(in.readAllBytes()));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }
}
