package io.steward.identity.oidc;

import io.steward.identity.IdentityServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/** Identity with three providers, at ports where a test starts them. */
public class OidcServers extends IdentityServers {
    static final String CLIENT = "steward-of-a-test";
    static final String SECRET = "a client's secret & more";
    static final String REDIRECT = "https://steward.example.org/login/callback";
    /** Where the honest one, and the one that a test scripts, are. */
    static final String HONEST_PORT = "test.oidc.honest-port";

    static final String SCRIPTED_PORT = "test.oidc.scripted-port";

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>(super.start());
        int honest = port();
        int scripted = port();
        config.put(HONEST_PORT, Integer.toString(honest));
        config.put(SCRIPTED_PORT, Integer.toString(scripted));
        provider(config, "corp", "http://localhost:" + honest + "/corp");
        config.put("steward.oidc.providers.corp.client-secret", SECRET);
        provider(config, "trusted", "http://localhost:" + honest + "/trusted");
        config.put("steward.oidc.providers.trusted.link-by-verified-email", "true");
        provider(config, "scripted", "http://localhost:" + scripted);
        return config;
    }

    private static void provider(Map<String, String> config, String name, String issuer) {
        String prefix = "steward.oidc.providers." + name + ".";
        config.put(prefix + "issuer", issuer);
        config.put(prefix + "client-id", CLIENT);
        config.put(prefix + "display-name", "The " + name + " login");
        config.put(prefix + "redirect-uri", REDIRECT);
    }

    private static int port() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
