package io.steward.gateway.proxy;

import io.steward.gateway.limit.UnderWaySettings;
import io.steward.gateway.limit.Visit;
import io.steward.gateway.problem.ProblemWriter;
import io.steward.gateway.revocation.RevokedSessions;
import io.steward.gateway.route.RouteSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What every {@link Exchange} works with. */
@Singleton
public class Forwarding {

    final Vertx vertx;
    final UpstreamClients clients;
    final ProblemWriter problems;
    final RevokedSessions revoked;
    final GatewayMeters meters;
    final Clock clock;
    final long timeoutNanos;
    /** Bytes of a body that are collected at most. */
    final long collected;
    /** Bytes a second. */
    final long minimumRate;
    /** For a body to come, beside what its bytes give. */
    final long patienceNanos;

    Forwarding(
            Vertx vertx,
            UpstreamClients clients,
            ProblemWriter problems,
            RevokedSessions revoked,
            GatewayMeters meters,
            Clock clock,
            RouteSettings settings,
            UnderWaySettings limits) {
        this.vertx = vertx;
        this.clients = clients;
        this.problems = problems;
        this.revoked = revoked;
        this.meters = meters;
        this.clock = clock;
        timeoutNanos = settings.timeout().toNanos();
        collected = limits.collected().asLongValue();
        minimumRate = limits.minimumRate().asLongValue();
        patienceNanos = limits.patience().toNanos();
    }

    void forward(HttpServerRequest request, Admission admission, Visit visit) {
        new Exchange(this, request, admission, visit).start();
    }
}
