package io.steward.identity;

import io.steward.testkit.MailSink;
import io.steward.testkit.StewardServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The servers of every service's tests; the JWKS is this service's own, so that the tokens it signs are the ones it takes. */
public class IdentityServers extends StewardServers {
    public static final String ADMIN_EMAIL = "root@steward.test";
    public static final String ADMIN_PASSWORD = "correct horse battery";
    public static final String GATEWAY_SECRET = "what the gateway shows to identity";

    public static final String PUBLIC_URL = "https://steward.example.org";

    @Override
    public Map<String, String> start() {
        byte[] master = new byte[32];
        new SecureRandom().nextBytes(master);
        int port = freePort();
        Map<String, String> config = new HashMap<>(super.start());
        config.put("quarkus.http.test-port", Integer.toString(port));
        config.put("steward.jwks.url", "http://127.0.0.1:" + port + "/.well-known/jwks.json");
        config.put("steward.master.key", Base64.getEncoder().encodeToString(master));
        config.put("steward.admin.email", ADMIN_EMAIL);
        config.put("steward.admin.password", ADMIN_PASSWORD);
        config.put("steward.smtp.host", "127.0.0.1");
        config.put(MailSink.PORT, Integer.toString(freePort()));
        config.put("steward.mail.from", "steward@steward.test");
        config.put("steward.public.url", PUBLIC_URL);
        config.put("steward.signing-key.publish-ahead", "10m");
        config.put("steward.gateway.secret", GATEWAY_SECRET);
        config.put("steward.api-key.environment", "test");
        config.put("steward.api-key.per-account", "5");
        config.put("steward.git.keyset-file", GitKeysets.fresh().toString());
        config.put("steward.git.renew-every", "1s");
        return config;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
