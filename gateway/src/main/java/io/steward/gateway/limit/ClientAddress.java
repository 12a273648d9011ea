package io.steward.gateway.limit;

import io.vertx.core.http.HttpServerRequest;

/** Where a request comes from: the peer, or what a trusted balancer in front says of it (settings {@code quarkus.http.proxy.*}). */
public final class ClientAddress {

    private ClientAddress() {}

    /** Never null: a balancer may say what is no address, and that has its share of the rates like any other. */
    public static String of(HttpServerRequest request) {
        var peer = request.remoteAddress();
        if (peer == null) {
            return "";
        }
        var address = peer.hostAddress();
        return address != null ? address : String.valueOf(peer.host());
    }
}
