package io.steward.gateway;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/** Free ports for the services, which the tests start themselves; short times; no limits by address. */
public class Settings implements QuarkusTestResourceLifecycleManager {

    static final String GATEWAY_SECRET = "what the gateway shows to identity";

    @Override
    public Map<String, String> start() {
        var settings = new HashMap<String, String>();
        for (var service : new String[] {"identity", "ticket", "sla", "notification", "knowledge"}) {
            settings.put("steward.gateway.routes.services." + service + ".url", "http://127.0.0.1:" + freePort());
        }
        settings.put(
                "steward.gateway.token.jwks-url",
                settings.get("steward.gateway.routes.services.identity.url") + "/.well-known/jwks.json");
        settings.put(
                "steward.gateway.api-keys.exchange-url",
                settings.get("steward.gateway.routes.services.identity.url") + "/internal/v1/api-keys/exchange");
        settings.put(
                "steward.gateway.revocations.identity-url",
                settings.get("steward.gateway.routes.services.identity.url") + "/internal/v1/revocations");
        settings.put("steward.gateway.revocations.secret", GATEWAY_SECRET);
        settings.put("steward.gateway.api-keys.secret", GATEWAY_SECRET);
        settings.put("steward.gateway.api-keys.timeout", "1s");
        settings.put("steward.gateway.api-keys.refused-for", "1s");
        settings.put("steward.gateway.routes.timeout", "1500ms");
        settings.put("steward.gateway.document.kept", "1ms");
        settings.put("steward.gateway.limits.bodies.\"/api/v1/tickets/*/attachments\"", "3M");
        settings.put("steward.gateway.limits.account.per-second", "0");
        settings.put("steward.gateway.limits.address.per-second", "0");
        settings.put("steward.gateway.connections.per-address", "0");
        settings.put("steward.gateway.under-way.requests-per-address", "0");
        settings.put("steward.gateway.under-way.patience", "1500ms");
        settings.put("steward.gateway.under-way.collected", "64K");
        settings.put("quarkus.http.test-port", "0");
        settings.put("quarkus.management.test-port", "0");
        return settings;
    }

    @Override
    public void stop() {
        // Ports are all there was.
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new IllegalStateException("no free port", failed);
        }
    }
}
