package io.steward.gateway.proxy;

import io.github.bucket4j.TimeMeter;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.steward.gateway.revocation.IdentityRevocations;
import io.steward.gateway.revocation.RevocationReader;
import io.steward.gateway.token.SigningKeys;
import io.steward.http.ConnectionGuard;
import io.steward.http.Connections;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts the gate before everything else on the main port, and starts what runs beside the requests. */
@Singleton
public class GatewayStart {

    private static final int BEFORE_ALL = Integer.MIN_VALUE;

    void route(@Observes Router router, Gate gate, Connections connections) {
        ConnectionGuard.activate(connections::accepted);
        // What the router cannot read fails before any route: the gate refuses it too, with a document.
        router.route()
                .order(BEFORE_ALL)
                .handler(context -> gate.handle(context.request()))
                .failureHandler(context -> gate.handle(context.request()));
    }

    void start(@Observes StartupEvent started, SigningKeys keys, RevocationReader kafka, IdentityRevocations identity) {
        keys.start();
        kafka.start();
        identity.start();
    }

    void stop(@Observes ShutdownEvent stopping, RevocationReader kafka, IdentityRevocations identity)
            throws InterruptedException {
        identity.close();
        kafka.close();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    /** What the rate limits count by: no change of the wall clock fills or empties a bucket. */
    @Produces
    @Singleton
    TimeMeter rateTime() {
        return TimeMeter.SYSTEM_NANOTIME;
    }
}
