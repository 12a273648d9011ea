package io.steward.gateway.proxy;

import io.steward.gateway.problem.Problem;
import io.steward.gateway.problem.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.util.Set;

/**
 * One request on its way to a service and the answer on its way back, all on one event loop. It ends exactly once: by a
 * whole answer, by a problem, or by cutting both sides when the answer had begun.
 */
final class Exchange {

    /** Bodies up to this size go to the service in one piece, once they are here; larger ones are streamed. */
    private static final int WHOLE = 64 << 10;

    private static final Set<HttpMethod> REPEATABLE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Forwarding with;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Admission admission;
    private final Patience patience;
    private final long begun = System.nanoTime();
    private final long declared;
    private final boolean hasBody;

    private HttpClientRequest upstream;
    private StreamWatch watch;
    private boolean ended;
    private boolean answering;
    private boolean repeated;
    private boolean bodyComplete;
    private long received;
    private long expected = -1;

    Exchange(Forwarding with, HttpServerRequest request, Admission admission) {
        this.with = with;
        this.request = request;
        this.response = request.response();
        this.admission = admission;
        declared = BodySize.declared(request);
        hasBody = declared != 0;
        bodyComplete = !hasBody;
        patience = new Patience(with.vertx, with.timeoutNanos, this::outOfPatience);
    }

    void start() {
        response.closeHandler(gone -> abandon());
        if (admission.stream()) {
            watchStream();
        } else {
            patience.begin();
        }
        if (!hasBody) {
            request.resume();
            connect(null);
        } else if (declared > 0 && declared <= WHOLE) {
            collect();
        } else {
            request.pause();
            connect(null);
        }
    }

    private void collect() {
        var body = Buffer.buffer((int) declared);
        request.exceptionHandler(broken -> abandon());
        request.handler(chunk -> {
            patience.progressed();
            body.appendBuffer(chunk);
        });
        request.endHandler(all -> {
            bodyComplete = true;
            connect(body);
        });
        letBodyCome();
        request.resume();
    }

    private void letBodyCome() {
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            response.writeContinue();
        }
    }

    private void connect(Buffer whole) {
        if (ended) {
            return;
        }
        patience.progressed();
        var route = admission.route();
        var client = admission.stream() ? with.clients.forStreams() : with.clients.forRequests();
        client.request(new RequestOptions()
                        .setMethod(request.method())
                        .setHost(route.host())
                        .setPort(route.port())
                        .setSsl(route.tls())
                        .setURI(request.uri()))
                .onComplete(connected -> {
                    if (connected.failed()) {
                        fail(Refusal.of(Problem.UPSTREAM_UNAVAILABLE));
                    } else if (ended) {
                        connected.result().reset();
                    } else {
                        send(connected.result(), whole);
                    }
                });
    }

    private void send(HttpClientRequest to, Buffer whole) {
        upstream = to;
        PassedHeaders.toService(request, admission.trace(), passesAuthorization(), to.headers());
        if (admission.exchanged() != null) {
            to.putHeader("Authorization", "Bearer " + admission.exchanged());
        }
        to.response(answer -> {
            if (ended) {
                return;
            }
            if (answer.succeeded()) {
                answer(answer.result());
            } else {
                broken(whole);
            }
        });
        if (whole != null) {
            to.end(whole);
        } else if (!hasBody) {
            to.end();
        } else {
            stream(to);
        }
    }

    private boolean passesAuthorization() {
        if (admission.token() != null) {
            return admission.exchanged() == null;
        }
        var authorization = request.getHeader("Authorization");
        return admission.basic() && authorization != null && authorization.regionMatches(true, 0, "Basic", 0, 5);
    }

    private void stream(HttpClientRequest to) {
        if (declared > 0) {
            to.putHeader("Content-Length", Long.toString(declared));
        } else {
            to.setChunked(true);
        }
        // A write that failed is told again by the answer, which is then a failure too; here it only must not go
        // unhandled.
        to.exceptionHandler(gone -> {});
        request.exceptionHandler(gone -> abandon());
        request.handler(chunk -> {
            received += chunk.length();
            patience.progressed();
            if (ended) {
                return;
            }
            if (received > admission.bodyLimit()) {
                // Cut, never completed: the service must not take a part for the whole.
                fail(Refusal.of(Problem.BODY_TOO_LARGE, BodySize.sentence(admission.bodyLimit())));
                return;
            }
            to.write(chunk);
            if (to.writeQueueFull()) {
                request.pause();
                to.drainHandler(drained -> request.resume());
            }
        });
        request.endHandler(all -> {
            bodyComplete = true;
            patience.progressed();
            if (!ended) {
                to.end();
            }
        });
        letBodyCome();
        request.resume();
    }

    /** The connection was lost before an answer. A pooled one may just have been closed: worth one more try. */
    private void broken(Buffer whole) {
        if (!repeated && !hasBody && REPEATABLE.contains(request.method())) {
            repeated = true;
            connect(whole);
        } else {
            fail(Refusal.of(Problem.UPSTREAM_FAILED));
        }
    }

    private void answer(HttpClientResponse from) {
        answering = true;
        patience.progressed();
        var status = from.statusCode();
        response.setStatusCode(status);
        var headers = response.headers();
        PassedHeaders.toClient(from.headers(), admission.path(), headers);
        admission.trace().mark(response);
        var type = from.getHeader("Content-Type");
        if (type != null && type.startsWith("text/event-stream")) {
            patience.end();
            watchStream();
            headers.set("X-Accel-Buffering", "no");
        }
        var bodiless = request.method() == HttpMethod.HEAD || status == 204 || status == 304;
        var length = headers.get("Content-Length");
        if (length != null) {
            expected = Long.parseLong(length);
            if (bodiless && status != 200) {
                headers.remove("Content-Length");
            }
        } else if (!bodiless) {
            response.setChunked(true);
            expected = -1;
        }
        pump(from, bodiless);
    }

    private void pump(HttpClientResponse from, boolean bodiless) {
        var passed = new long[1];
        from.exceptionHandler(lost -> cut());
        from.handler(chunk -> {
            if (ended) {
                return;
            }
            patience.progressed();
            passed[0] += chunk.length();
            if (passed[0] == expected) {
                // Head and a small body leave in one write.
                finish(chunk);
                return;
            }
            response.write(chunk);
            if (response.writeQueueFull()) {
                from.pause();
                response.drainHandler(drained -> from.resume());
            }
        });
        from.endHandler(all -> finish(null));
        if (!bodiless && expected < 0 && watch != null) {
            // An event stream may be silent for long: its head must not wait for the first event.
            response.writeHead();
        }
    }

    private void finish(Buffer last) {
        if (close()) {
            with.meters.answered(admission.route().service(), response.getStatusCode(), System.nanoTime() - begun);
            if (last == null) {
                response.end();
            } else {
                response.end(last);
            }
            if (!bodyComplete) {
                // Answered before the body was read: nobody waits for the rest of it.
                upstream.reset();
                with.problems.drain(request);
            }
        }
    }

    private void fail(Refusal refusal) {
        if (answering) {
            cut();
        } else if (close()) {
            with.meters.answered(admission.route().service(), refusal.problem().status(), System.nanoTime() - begun);
            resetUpstream();
            with.problems.refuse(request, admission.trace(), refusal);
        }
    }

    /** The answer had begun and cannot go on: the client must see that it is not whole. */
    private void cut() {
        if (close()) {
            resetUpstream();
            response.reset();
        }
    }

    /** The client is gone. */
    private void abandon() {
        if (close()) {
            resetUpstream();
        }
    }

    private void endStream(Problem reason) {
        if (close()) {
            resetUpstream();
            if (answering) {
                response.end();
            } else {
                with.problems.refuse(request, admission.trace(), Refusal.of(reason));
            }
        }
    }

    private void outOfPatience() {
        if (answering) {
            cut();
        } else if (bodyComplete || upstream != null && upstream.writeQueueFull()) {
            fail(Refusal.of(Problem.UPSTREAM_TIMEOUT));
        } else {
            fail(Refusal.of(Problem.REQUEST_TIMEOUT));
        }
    }

    private void watchStream() {
        if (watch == null) {
            with.meters.streamOpened();
            watch = new StreamWatch(with, admission.token(), this::endStream);
        }
    }

    private void resetUpstream() {
        if (upstream != null) {
            upstream.reset();
        }
    }

    private boolean close() {
        if (ended) {
            return false;
        }
        ended = true;
        patience.end();
        if (watch != null) {
            watch.end();
            with.meters.streamClosed();
        }
        return true;
    }
}
