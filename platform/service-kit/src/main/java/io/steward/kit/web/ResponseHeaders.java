package io.steward.kit.web;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What every response carries. */
@ApplicationScoped
class ResponseHeaders {
    void install(@Observes Router router) {
        router.route().order(-1000).handler(ResponseHeaders::add);
    }

    private static void add(RoutingContext request) {
        request.response()
                .putHeader(RequestTrace.REQUEST_ID, RequestTrace.of(request).requestId());
        request.addHeadersEndHandler(ignored -> ownLocation(request));
        request.next();
    }

    /** A Location here is a path: JAX-RS puts this service's own address before it, which no client of the gateway can reach. */
    private static void ownLocation(RoutingContext request) {
        var headers = request.response().headers();
        String location = headers.get(HttpHeaders.LOCATION);
        String own = request.request().scheme() + "://" + request.request().authority();
        if (location != null && location.startsWith(own + "/")) {
            headers.set(HttpHeaders.LOCATION, location.substring(own.length()));
        }
    }
}
