package io.steward.gateway.proxy;

import io.steward.gateway.limit.Visit;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * A service's answer on its way to the client. What a slow client does not take is held for it, up to a bound, so that the connection to the service is free
 * again. A larger answer keeps its connection, as one of few.
 */
final class OutgoingAnswer {

    /** What becomes of it. */
    interface Listener {
        /** All of it has come; {@code last} is still to be sent, null for nothing. */
        void answered(Buffer last);

        void serviceGone();

        /** It is too large to be held, and too many others go on as they are taken. */
        void noPlace();

        void moved(int bytes);
    }

    private static final long UNKNOWN = -1;

    private final HttpClientResponse from;
    private final HttpServerResponse to;
    private final boolean bodiless;
    private final Visit visit;
    private final long most;
    private final Listener listener;
    private long held;
    private boolean asTaken;
    private long expected = UNKNOWN;
    private long passed;
    private boolean over;

    /** @param most bytes that are held for the client */
    OutgoingAnswer(HttpClientResponse from, HttpServerRequest request, Visit visit, long most, Listener listener) {
        this.from = from;
        this.visit = visit;
        this.most = most;
        this.to = request.response();
        this.listener = listener;
        bodiless = request.method() == HttpMethod.HEAD || from.statusCode() == 204 || from.statusCode() == 304;
    }

    boolean isEventStream() {
        var type = from.getHeader("Content-Type");
        return type != null && type.startsWith("text/event-stream");
    }

    /** Whether it may begin: a known length that cannot be held needs one of the places. */
    boolean mayBegin() {
        if (isEventStream()) {
            asTaken = true;
        } else if (!bodiless && declared() > most) {
            asTaken = visit.transfer();
            return asTaken;
        }
        return true;
    }

    private long declared() {
        var length = from.getHeader("Content-Length");
        return length == null ? UNKNOWN : Long.parseLong(length);
    }

    void head(Admission admission) {
        to.setStatusCode(from.statusCode());
        var headers = to.headers();
        PassedHeaders.toClient(from.headers(), admission.path(), headers);
        admission.trace().mark(to);
        if (isEventStream()) {
            headers.set("X-Accel-Buffering", "no");
        }
        var length = headers.get("Content-Length");
        if (length != null) {
            expected = Long.parseLong(length);
            if (bodiless && from.statusCode() != 200) {
                headers.remove("Content-Length");
            }
        } else if (!bodiless) {
            to.setChunked(true);
        }
    }

    void pass() {
        from.exceptionHandler(lost -> listener.serviceGone());
        from.handler(this::pass);
        from.endHandler(all -> listener.answered(null));
        if (!bodiless && expected == UNKNOWN && isEventStream()) {
            // It may be silent for long: its head must not wait for the first event.
            to.writeHead();
        }
    }

    /** Nothing more goes on. */
    void stop() {
        over = true;
    }

    private void pass(Buffer chunk) {
        if (over) {
            return;
        }
        passed += chunk.length();
        listener.moved(chunk.length());
        if (passed == expected) {
            // Head and a small body leave in one write.
            listener.answered(chunk);
            return;
        }
        to.write(chunk);
        if (to.writeQueueFull() && !held(chunk)) {
            from.pause();
            to.drainHandler(drained -> from.resume());
        }
    }

    /** Whether the client is given more than it takes for now. */
    private boolean held(Buffer chunk) {
        if (asTaken) {
            return false;
        }
        held += chunk.length();
        if (held <= most && visit.hold(chunk.length())) {
            to.drainHandler(drained -> {
                held = 0;
                visit.passedOn();
            });
            return true;
        }
        asTaken = visit.transfer();
        if (!asTaken) {
            listener.noPlace();
        }
        return false;
    }
}
