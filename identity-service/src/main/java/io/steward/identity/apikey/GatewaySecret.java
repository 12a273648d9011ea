package io.steward.identity.apikey;

import io.quarkus.runtime.StartupEvent;
import io.steward.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What gateways prove themselves by at what is theirs alone. */
@ApplicationScoped
public class GatewaySecret {
    public static final String HEADER = "X-Steward-Gateway-Secret";
    private static final int SHORTEST = 32;

    private final ApiKeyConfig config;
    private final byte[] expected;

    GatewaySecret(ApiKeyConfig config) {
        this.config = config;
        expected = sha256(config.gatewaySecret());
    }

    /** No start with a secret that could be guessed. */
    void start(@Observes StartupEvent event) {
        if (config.gatewaySecret().length() < SHORTEST) {
            throw new IllegalStateException("STEWARD_GATEWAY_SECRET must have at least 32 characters");
        }
    }

    /** @throws Problem 403 for whoever is no gateway */
    public void require(String shown) {
        // Hashes of one length are compared in a time that tells nothing.
        if (shown == null || !MessageDigest.isEqual(sha256(shown), expected)) {
            throw Problem.forbidden("forbidden", "This is between the gateway and identity.");
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
