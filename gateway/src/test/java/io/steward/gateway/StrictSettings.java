package io.steward.gateway;

import java.util.Map;

/** As {@link Settings}, with small rates, an allowed origin, and the test in the place of a trusted balancer. */
public class StrictSettings extends Settings {

    @Override
    public Map<String, String> start() {
        var settings = super.start();
        settings.put("steward.gateway.limits.account.per-second", "1");
        settings.put("steward.gateway.limits.account.burst", "3");
        settings.put("steward.gateway.limits.address.per-second", "1");
        settings.put("steward.gateway.limits.address.burst", "5");
        settings.put("steward.gateway.limits.operations.login.per-second", "1");
        settings.put("steward.gateway.limits.operations.login.burst", "2");
        settings.put("quarkus.http.proxy.proxy-address-forwarding", "true");
        settings.put("quarkus.http.proxy.trusted-proxies", "127.0.0.1,::1");
        settings.put("steward.gateway.cors.allowed-origins", "https://console.example");
        return settings;
    }
}
