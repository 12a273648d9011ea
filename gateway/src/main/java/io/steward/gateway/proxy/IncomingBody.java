package io.steward.gateway.proxy;

import io.steward.gateway.limit.Visit;
import io.steward.gateway.problem.Problem;
import io.steward.gateway.problem.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request's body. It is collected first, into a buffer that grows with what arrives, so that a slow client holds no connection to a service. What is too
 * large for that goes on as it comes.
 */
final class IncomingBody {

    /** What becomes of it. */
    interface Listener {
        /** It has come whole, and is small enough. */
        void collected(Buffer body);

        /** It is too large to be collected; the rest waits until {@link IncomingBody#continueTo}. */
        void large();

        /** A large one has gone on to its end. */
        void passedOn();

        void refused(Refusal refusal);

        void clientGone();

        void moved(int bytes);
    }

    private final HttpServerRequest request;
    private final Visit visit;
    private final long limit;
    private final long collected;
    private final Listener listener;
    private final Buffer buffer = Buffer.buffer();
    private long received;
    private boolean complete;

    IncomingBody(HttpServerRequest request, Visit visit, long limit, long collected, Listener listener) {
        this.request = request;
        this.visit = visit;
        this.limit = limit;
        this.collected = collected;
        this.listener = listener;
    }

    void collect() {
        request.exceptionHandler(gone -> listener.clientGone());
        request.handler(this::collect);
        request.endHandler(all -> {
            complete = true;
            listener.collected(buffer);
        });
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    boolean isComplete() {
        return complete;
    }

    private void collect(Buffer chunk) {
        if (!counted(chunk)) {
            return;
        }
        buffer.appendBuffer(chunk);
        if (!visit.hold(chunk.length())) {
            stop(Refusal.of(Problem.OVERLOADED));
        } else if (buffer.length() > collected) {
            request.pause();
            request.handler(ignored -> {});
            listener.large();
        }
    }

    /** False when it is too large: cut, never completed, for the service must not take a part for the whole. */
    private boolean counted(Buffer chunk) {
        received += chunk.length();
        listener.moved(chunk.length());
        if (received > limit) {
            stop(Refusal.of(Problem.BODY_TOO_LARGE, BodySize.sentence(limit)));
            return false;
        }
        return true;
    }

    private void stop(Refusal refusal) {
        request.handler(ignored -> {});
        listener.refused(refusal);
    }

    /** Passes on what has come, and the rest as it comes. */
    void continueTo(HttpClientRequest service) {
        // A write that fails is told by the answer, which fails too.
        service.exceptionHandler(gone -> {});
        request.handler(chunk -> {
            if (counted(chunk)) {
                pass(chunk, service);
            }
        });
        request.endHandler(all -> {
            complete = true;
            service.end();
            listener.passedOn();
        });
        pass(buffer, service);
        visit.passedOn();
        if (!service.writeQueueFull()) {
            request.resume();
        }
    }

    private void pass(Buffer chunk, HttpClientRequest service) {
        service.write(chunk);
        if (service.writeQueueFull()) {
            request.pause();
            service.drainHandler(drained -> request.resume());
        }
    }
}
