package io.steward.gateway.proxy;

import io.steward.gateway.route.RequestPath;
import io.steward.gateway.route.Route;
import io.steward.gateway.token.VerifiedToken;
import io.steward.gateway.trace.RequestTrace;

/**
 * What the checks have found out about a request that may pass.
 *
 * @param token null when the operation is public and no valid token came
 * @param exchanged the access token that goes on in the place of an API key; null when the client's own does, or none
 * @param basic whether the client's HTTP Basic goes on, for the service to check
 * @param bodyLimit bytes
 */
record Admission(
        Route route,
        RequestPath target,
        boolean stream,
        RequestTrace trace,
        VerifiedToken token,
        String exchanged,
        boolean basic,
        long bodyLimit) {

    String path() {
        return target.path();
    }

    String uri() {
        return target.uri();
    }

    @Override
    public String toString() {
        return "Admission[" + path() + "]";
    }
}
