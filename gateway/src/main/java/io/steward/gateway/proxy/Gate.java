package io.steward.gateway.proxy;

import io.steward.gateway.apikey.ApiKeys;
import io.steward.gateway.apikey.Credentials;
import io.steward.gateway.apikey.ExchangeUnavailable;
import io.steward.gateway.apikey.ExchangedKey;
import io.steward.gateway.cors.CorsPolicy;
import io.steward.gateway.limit.BodyLimits;
import io.steward.gateway.limit.ClientAddress;
import io.steward.gateway.limit.LimitSettings;
import io.steward.gateway.limit.RateLimits;
import io.steward.gateway.limit.UnderWay;
import io.steward.gateway.openapi.ApiPages;
import io.steward.gateway.problem.Problem;
import io.steward.gateway.problem.ProblemWriter;
import io.steward.gateway.problem.Refusal;
import io.steward.gateway.route.PublicOperations;
import io.steward.gateway.route.RequestPath;
import io.steward.gateway.route.Route;
import io.steward.gateway.route.RouteTable;
import io.steward.gateway.token.Authentication;
import io.steward.gateway.token.Authentication.KeysUnavailable;
import io.steward.gateway.token.TokenRefused;
import io.steward.gateway.token.VerifiedToken;
import io.steward.gateway.trace.RequestTrace;
import io.steward.http.Connections;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The checks a request passes before it is forwarded, in order: size of its head, path, route, token, rate, body. */
@Singleton
public class Gate {

    private static final Logger LOG = Logger.getLogger(Gate.class);
    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private final RouteTable routes;
    private final PublicOperations publicOperations;
    private final Authentication authentication;
    private final ApiKeys apiKeys;
    private final RateLimits rates;
    private final BodyLimits bodies;
    private final CorsPolicy cors;
    private final ApiPages pages;
    private final UnderWay underWay;
    private final ProblemWriter problems;
    private final Forwarding forwarding;
    private final Vertx vertx;
    private final long uriLimit;
    private final long headerLimit;

    Gate(
            RouteTable routes,
            PublicOperations publicOperations,
            Authentication authentication,
            ApiKeys apiKeys,
            RateLimits rates,
            BodyLimits bodies,
            LimitSettings limits,
            CorsPolicy cors,
            ApiPages pages,
            UnderWay underWay,
            ProblemWriter problems,
            Forwarding forwarding,
            Vertx vertx) {
        this.routes = routes;
        this.publicOperations = publicOperations;
        this.authentication = authentication;
        this.apiKeys = apiKeys;
        this.rates = rates;
        this.bodies = bodies;
        this.cors = cors;
        this.pages = pages;
        this.underWay = underWay;
        this.problems = problems;
        this.forwarding = forwarding;
        this.vertx = vertx;
        uriLimit = limits.uri().asLongValue();
        headerLimit = limits.headers().asLongValue();
    }

    public void handle(HttpServerRequest request) {
        Connections.requestBegins(request);
        request.response().endHandler(done -> Connections.requestEnds(request));
        var trace = RequestTrace.of(request.headers());
        try {
            check(request, trace);
        } catch (RuntimeException failed) {
            LOG.error("a request could not be checked", failed);
            problems.refuse(request, trace, Refusal.of(Problem.GATEWAY_FAILED));
        }
    }

    private void check(HttpServerRequest request, RequestTrace trace) {
        var uri = request.uri();
        if (uri.length() > uriLimit) {
            problems.refuse(request, trace, Refusal.of(Problem.URI_TOO_LONG));
        } else if (headersTooLarge(request)) {
            problems.refuse(request, trace, Refusal.of(Problem.HEADERS_TOO_LARGE));
        } else if (!METHODS.contains(request.method())) {
            problems.refuse(request, trace, Refusal.of(Problem.METHOD_NOT_ALLOWED));
        } else {
            var target = RequestPath.of(uri);
            if (target == null) {
                problems.refuse(request, trace, Refusal.of(Problem.PATH_INVALID));
            } else if (!cors.answered(request, trace)) {
                find(request, target, trace);
            }
        }
    }

    private void find(HttpServerRequest request, RequestPath target, RequestTrace trace) {
        var path = target.path();
        var local = pages.serves(path);
        var route = local ? null : routes.find(path);
        if (!local && route == null) {
            problems.refuse(request, trace, Refusal.of(Problem.ROUTE_NOT_FOUND));
            return;
        }
        var method = request.method().name();
        var wait = rates.takeForOperation(method, path, ClientAddress.of(request));
        if (wait > 0) {
            tooMany(request, trace, wait);
            return;
        }
        var credentials = Credentials.of(request.headers());
        if (credentials.ambiguous()) {
            problems.refuse(request, trace, Refusal.of(Problem.CREDENTIALS_AMBIGUOUS));
            return;
        }
        var authorization = credentials.authorization();
        var known = authorization == null ? null : authentication.recall(authorization);
        if (known != null) {
            limitAccount(request, target, route, trace, known, null);
            return;
        }
        var isPublic = publicOperations.contains(method, path);
        // Before any look at the address: many share one behind a balancer, and a stranger there must not bar the
        // others.
        if (isPublic && authorization == null) {
            limitAddress(request, target, route, trace);
        } else if (credentials.apiKey() != null) {
            when(request, apiKeys.verify(credentials.apiKey()), done -> exchanged(request, target, route, trace, done));
        } else {
            when(
                    request,
                    authentication.verify(authorization),
                    done -> verified(request, target, route, trace, done, isPublic));
        }
    }

    /** Goes on with the outcome, at once when it is there. */
    private <T> void when(HttpServerRequest request, Future<T> outcome, Consumer<AsyncResult<T>> next) {
        if (outcome.isComplete()) {
            next.accept(outcome);
            return;
        }
        request.pause();
        var context = vertx.getOrCreateContext();
        outcome.onComplete(done -> context.runOnContext(back -> next.accept(done)));
    }

    private void verified(
            HttpServerRequest request,
            RequestPath target,
            Route route,
            RequestTrace trace,
            AsyncResult<VerifiedToken> verification,
            boolean isPublic) {
        if (verification.succeeded()) {
            limitAccount(request, target, route, trace, verification.result(), null);
        } else if (isPublic) {
            limitAddress(request, target, route, trace);
        } else {
            refuse(request, trace, verification.cause());
        }
    }

    private void exchanged(
            HttpServerRequest request,
            RequestPath target,
            Route route,
            RequestTrace trace,
            AsyncResult<ExchangedKey> exchange) {
        if (exchange.succeeded()) {
            var key = exchange.result();
            limitAccount(request, target, route, trace, key.token(), key.bearer());
        } else {
            refuse(request, trace, exchange.cause());
        }
    }

    private void refuse(HttpServerRequest request, RequestTrace trace, Throwable cause) {
        if (cause instanceof KeysUnavailable || cause instanceof ExchangeUnavailable) {
            problems.refuse(request, trace, Refusal.of(Problem.UPSTREAM_UNAVAILABLE));
        } else if (cause instanceof TokenRefused refused) {
            var wait = rates.takeForAddress(ClientAddress.of(request));
            if (wait > 0) {
                tooMany(request, trace, wait);
            } else {
                problems.refuse(request, trace, Refusal.of(refused.problem()));
            }
        } else {
            problems.refuse(request, trace, Refusal.of(Problem.GATEWAY_FAILED));
        }
    }

    private void limitAccount(
            HttpServerRequest request,
            RequestPath target,
            Route route,
            RequestTrace trace,
            VerifiedToken token,
            String exchanged) {
        var wait = rates.takeForAccount(token.accountId());
        if (wait > 0) {
            tooMany(request, trace, wait);
        } else {
            admit(request, target, route, trace, token, exchanged);
        }
    }

    private void limitAddress(HttpServerRequest request, RequestPath target, Route route, RequestTrace trace) {
        var wait = rates.takeForAddress(ClientAddress.of(request));
        if (wait > 0) {
            tooMany(request, trace, wait);
        } else {
            admit(request, target, route, trace, null, null);
        }
    }

    private void admit(
            HttpServerRequest request,
            RequestPath target,
            Route route,
            RequestTrace trace,
            VerifiedToken token,
            String exchanged) {
        var path = target.path();
        var limit = bodies.of(path);
        if (BodySize.declared(request) > limit) {
            problems.refuse(request, trace, Refusal.of(Problem.BODY_TOO_LARGE, BodySize.sentence(limit)));
        } else if (route == null) {
            pages.serve(request, path, trace);
        } else if (routes.isStream(path) && request.method() != HttpMethod.GET) {
            problems.refuse(request, trace, Refusal.of(Problem.METHOD_NOT_ALLOWED));
        } else {
            var basic = publicOperations.takesBasic(request.method().name(), path);
            enter(request, new Admission(route, target, routes.isStream(path), trace, token, exchanged, basic, limit));
        }
    }

    private void enter(HttpServerRequest request, Admission admission) {
        var address = ClientAddress.of(request);
        var visit = admission.stream() && admission.token() != null
                ? underWay.stream(admission.token().accountId(), address)
                : underWay.request(address);
        if (visit == null) {
            problems.refuse(
                    request,
                    admission.trace(),
                    new Refusal(Problem.RATE_LIMITED, "Too many are under way at once.", 1));
        } else {
            forwarding.forward(request, admission, visit);
        }
    }

    private void tooMany(HttpServerRequest request, RequestTrace trace, long waitSeconds) {
        problems.refuse(request, trace, new Refusal(Problem.RATE_LIMITED, null, Math.max(1, waitSeconds)));
    }

    private boolean headersTooLarge(HttpServerRequest request) {
        var size = 0L;
        for (var header : request.headers()) {
            size += header.getKey().length() + header.getValue().length() + 4;
        }
        return size > headerLimit;
    }
}
