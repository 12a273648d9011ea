package io.steward.notification;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.steward.embedded.FreePort;
import java.util.Map;

/** Where the service sends mail: a port on which each test runs, stops and replaces the server itself. */
public class MailPort implements QuarkusTestResourceLifecycleManager {
    static final String PORT = "steward.smtp.port";

    @Override
    public Map<String, String> start() {
        return Map.of(
                "steward.smtp.host",
                "127.0.0.1",
                PORT,
                Integer.toString(FreePort.next()),
                "steward.mail.from",
                "steward@example.org");
    }

    @Override
    public void stop() {
        // The port was never ours to close.
    }
}
