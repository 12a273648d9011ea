package io.steward.gateway;

import io.steward.embedded.FreePort;
import java.util.Map;

/** As {@link Settings}, with an address for a broker that the test starts itself. */
public class KafkaSettings extends Settings {

    @Override
    public Map<String, String> start() {
        var settings = super.start();
        settings.put("steward.gateway.revocations.bootstrap-servers", "127.0.0.1:" + FreePort.next());
        return settings;
    }
}
