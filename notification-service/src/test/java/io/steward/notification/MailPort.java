package io.steward.notification;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.steward.embedded.FreePort;
import io.steward.testkit.MailSink;
import java.util.Map;

/** Where the service sends mail: a port on which each test runs, stops and replaces the server itself. */
public class MailPort implements QuarkusTestResourceLifecycleManager {
    public static final String PUBLIC_URL = "https://steward.example.org";

    @Override
    public Map<String, String> start() {
        return Map.of(
                "steward.smtp.host",
                "127.0.0.1",
                MailSink.PORT,
                Integer.toString(FreePort.next()),
                "steward.mail.from",
                "steward@example.org",
                "steward.public.url",
                PUBLIC_URL,
                // Time enough for a busy machine; a test with a server that hangs waits it out.
                "steward.smtp.patience",
                "6s");
    }

    @Override
    public void stop() {
        // The port was never ours to close.
    }
}
