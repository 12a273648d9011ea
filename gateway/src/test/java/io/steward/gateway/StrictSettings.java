package io.steward.gateway;

import java.util.Map;

/** As {@link Settings}, with small rates and an allowed origin. */
public class StrictSettings extends Settings {

    @Override
    public Map<String, String> start() {
        var settings = super.start();
        settings.put("steward.gateway.limits.account.per-second", "1");
        settings.put("steward.gateway.limits.account.burst", "3");
        settings.put("steward.gateway.limits.address.per-second", "1");
        settings.put("steward.gateway.limits.address.burst", "5");
        settings.put("steward.gateway.cors.allowed-origins", "https://console.example");
        return settings;
    }
}
