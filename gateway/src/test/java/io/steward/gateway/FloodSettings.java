package io.steward.gateway;

import java.util.Map;

/** As {@link Settings}; few may wait for unknown keys, so that a small flood is more than that. */
public class FloodSettings extends Settings {

    @Override
    public Map<String, String> start() {
        var settings = super.start();
        settings.put("steward.gateway.token.waiting-for-keys", "50");
        return settings;
    }
}
