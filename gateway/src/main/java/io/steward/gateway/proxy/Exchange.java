package io.steward.gateway.proxy;

import io.steward.gateway.limit.Visit;
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
import java.util.function.Consumer;

/**
 * One request on its way to a service and the answer on its way back, all on one event loop: {@link IncomingBody}, then the connection to the service, then
 * {@link OutgoingAnswer}, each step with its {@link Deadline}. It ends exactly once: by a whole answer, by a problem, or by cutting both sides when the
 * answer had begun.
 */
final class Exchange implements IncomingBody.Listener, OutgoingAnswer.Listener {

    private static final Set<HttpMethod> REPEATABLE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Forwarding with;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Admission admission;
    private final Visit visit;
    private final Deadline deadline;
    private final long begun = System.nanoTime();
    private final boolean hasBody;
    private final IncomingBody body;

    private HttpClientRequest upstream;
    private OutgoingAnswer answer;
    private StreamWatch watch;
    private boolean ended;
    private boolean repeated;
    private boolean sending;

    Exchange(Forwarding with, HttpServerRequest request, Admission admission, Visit visit) {
        this.with = with;
        this.request = request;
        this.response = request.response();
        this.admission = admission;
        this.visit = visit;
        hasBody = BodySize.declared(request) != 0;
        body = new IncomingBody(request, visit, admission.bodyLimit(), with.collected, this);
        deadline = new Deadline(with.vertx, with.minimumRate, this::late);
    }

    void start() {
        response.closeHandler(gone -> clientGone());
        if (admission.stream()) {
            watchStream();
        }
        if (hasBody) {
            deadline.begin(with.patienceNanos);
            body.collect();
        } else {
            request.resume();
            connect(to -> to.end());
        }
    }

    // --- The body ---

    @Override
    public void collected(Buffer whole) {
        connect(to -> to.end(whole));
    }

    @Override
    public void large() {
        if (visit.transfer()) {
            connect(body::continueTo);
        } else {
            refused(Refusal.of(Problem.OVERLOADED));
        }
    }

    @Override
    public void passedOn() {
        if (!ended && answer == null) {
            deadline.begin(with.timeoutNanos);
        }
    }

    @Override
    public void refused(Refusal refusal) {
        if (answer != null) {
            cut();
        } else if (close()) {
            with.meters.answered(admission.route().service(), refusal.problem().status(), System.nanoTime() - begun);
            resetUpstream();
            with.problems.refuse(request, admission.trace(), refusal);
        }
    }

    @Override
    public void clientGone() {
        if (close()) {
            resetUpstream();
        }
    }

    @Override
    public void moved(int bytes) {
        deadline.moved(bytes);
    }

    // --- The service ---

    private void connect(Consumer<HttpClientRequest> sending) {
        if (ended) {
            return;
        }
        if (admission.stream()) {
            deadline.end();
        } else if (bodyIsComplete()) {
            deadline.begin(with.timeoutNanos);
        }
        var route = admission.route();
        var client = admission.stream() ? with.clients.forStreams() : with.clients.forRequests();
        client.request(new RequestOptions()
                        .setMethod(request.method())
                        .setHost(route.host())
                        .setPort(route.port())
                        .setSsl(route.tls())
                        .setURI(admission.uri()))
                .onComplete(connected -> {
                    if (connected.failed()) {
                        refused(Refusal.of(Problem.UPSTREAM_UNAVAILABLE));
                    } else if (ended) {
                        connected.result().reset();
                    } else {
                        send(connected.result(), sending);
                    }
                });
    }

    private void send(HttpClientRequest to, Consumer<HttpClientRequest> sending) {
        upstream = to;
        PassedHeaders.toService(request, admission.trace(), passesAuthorization(), to.headers());
        if (admission.exchanged() != null) {
            to.putHeader("Authorization", "Bearer " + admission.exchanged());
        }
        if (request.method() == HttpMethod.HEAD) {
            // A service may have more to say to it than its head: this connection must not go back to the others.
            to.putHeader("Connection", "close");
        }
        if (!bodyIsComplete()) {
            var declared = BodySize.declared(request);
            if (declared > 0) {
                to.putHeader("Content-Length", Long.toString(declared));
            } else {
                to.setChunked(true);
            }
        }
        to.response(come -> {
            if (ended) {
                return;
            }
            if (come.succeeded()) {
                answer(come.result());
            } else {
                brokenOff(sending);
            }
        });
        sending.accept(to);
    }

    private boolean passesAuthorization() {
        if (admission.token() != null) {
            return admission.exchanged() == null;
        }
        var authorization = request.getHeader("Authorization");
        return admission.basic() && authorization != null && authorization.regionMatches(true, 0, "Basic", 0, 5);
    }

    /** The connection was lost before an answer. A pooled one may just have been closed: worth one more try. */
    private void brokenOff(Consumer<HttpClientRequest> sending) {
        if (!repeated && !hasBody && REPEATABLE.contains(request.method())) {
            repeated = true;
            connect(sending);
        } else {
            refused(Refusal.of(Problem.UPSTREAM_FAILED));
        }
    }

    // --- The answer ---

    private void answer(HttpClientResponse from) {
        var next = new OutgoingAnswer(from, request, visit, with.collected, this);
        if (!next.mayBegin()) {
            refused(Refusal.of(Problem.OVERLOADED));
            return;
        }
        answer = next;
        answer.head(admission);
        if (answer.isEventStream()) {
            deadline.end();
            watchStream();
        } else {
            deadline.begin(with.timeoutNanos);
        }
        answer.pass();
    }

    @Override
    public void answered(Buffer last) {
        if (!finish()) {
            return;
        }
        with.meters.answered(admission.route().service(), response.getStatusCode(), System.nanoTime() - begun);
        // What it holds is given back when the client has taken it.
        sending = true;
        (last == null ? response.end() : response.end(last)).onComplete(sent -> release());
        if (!bodyIsComplete()) {
            // Answered before the body was read: nobody waits for the rest of it.
            upstream.reset();
            with.problems.drain(request);
        }
    }

    @Override
    public void serviceGone() {
        cut();
    }

    @Override
    public void noPlace() {
        cut();
    }

    // --- The end ---

    /** The answer had begun and cannot go on: the client must see that it is not whole. */
    private void cut() {
        if (close()) {
            resetUpstream();
            response.reset();
        }
    }

    private void endStream(Problem reason) {
        if (close()) {
            resetUpstream();
            if (answer != null) {
                response.end();
            } else {
                with.problems.refuse(request, admission.trace(), Refusal.of(reason));
            }
        }
    }

    private void late() {
        if (sending) {
            request.connection().close();
        } else if (answer != null) {
            cut();
        } else if (bodyIsComplete() || upstream != null && upstream.writeQueueFull()) {
            refused(Refusal.of(Problem.UPSTREAM_TIMEOUT));
        } else {
            refused(Refusal.of(Problem.REQUEST_TIMEOUT));
        }
    }

    private boolean bodyIsComplete() {
        return !hasBody || body.isComplete();
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
        boolean first = finish();
        if (first) {
            release();
        }
        return first;
    }

    private void release() {
        deadline.end();
        visit.leave();
    }

    private boolean finish() {
        if (ended) {
            return false;
        }
        ended = true;
        if (answer != null) {
            answer.stop();
        }
        if (watch != null) {
            watch.end();
            with.meters.streamClosed();
        }
        return true;
    }
}
