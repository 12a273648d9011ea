package io.steward.local;

import io.steward.embedded.EmbeddedPostgres;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The environment of each service: its own addresses and secrets, and nobody else's. */
final class ServiceEnvironment {
    private final Settings settings;
    private final Secrets secrets;
    private final Administrator administrator;

    ServiceEnvironment(Settings settings, Secrets secrets, Administrator administrator) {
        this.settings = settings;
        this.secrets = secrets;
        this.administrator = administrator;
    }

    Map<String, String> of(Component service) {
        var e = new HashMap<String, String>();
        e.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        e.put("QUARKUS_HTTP_PORT", Integer.toString(settings.port(service)));
        e.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        e.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(settings.managementPort(service)));
        e.put("STEWARD_KAFKA_BOOTSTRAP", "127.0.0.1:" + settings.port(Component.KAFKA));
        e.put("STEWARD_JWKS_URL", settings.url(Component.IDENTITY) + "/.well-known/jwks.json");
        // A URL, so that OAuth libraries find the token endpoint by it.
        e.put("STEWARD_ISSUER", System.getenv().getOrDefault("STEWARD_ISSUER", publicUrl()));
        // Eight JVMs share the processors here: a hop from one event loop to another costs more than a second loop
        // brings.
        e.put(
                "QUARKUS_VERTX_EVENT_LOOPS_POOL_SIZE",
                System.getenv().getOrDefault("QUARKUS_VERTX_EVENT_LOOPS_POOL_SIZE", "1"));
        if (service.hasDatabase()) {
            e.put(
                    "STEWARD_DB_URL",
                    "postgresql://127.0.0.1:" + settings.port(Component.POSTGRES) + "/" + EmbeddedPostgres.DATABASE);
            e.put("STEWARD_DB_APP_PASSWORD", secrets.roles().password(service.id(), "app"));
            e.put("STEWARD_DB_RELAY_PASSWORD", secrets.roles().password(service.id(), "relay"));
            e.put("STEWARD_DB_MIGRATOR_PASSWORD", secrets.roles().password(service.id(), "migrator"));
        }
        switch (service) {
            case IDENTITY -> {
                e.put("STEWARD_MASTER_KEY", secrets.masterKey());
                e.put("STEWARD_GATEWAY_SECRET", secrets.gatewaySecret());
                e.put(
                        "STEWARD_GIT_KEYSET_FILE",
                        GitKeyset.of(settings, System.getenv()).ensure().toString());
                e.put(
                        "STEWARD_API_KEY_ENVIRONMENT",
                        System.getenv().getOrDefault("STEWARD_API_KEY_ENVIRONMENT", "local"));
                e.putAll(administrator.environment());
                e.putAll(mail());
            }
            case NOTIFICATION -> e.putAll(mail());
            case GATEWAY -> {
                e.put("STEWARD_GATEWAY_SECRET", secrets.gatewaySecret());
                // One developer and the bench use this stack; the gateway's own defaults are for the open.
                for (String limit : List.of(
                        "STEWARD_GATEWAY_LIMITS_ACCOUNT_PER_SECOND", "STEWARD_GATEWAY_LIMITS_ADDRESS_PER_SECOND")) {
                    e.put(limit, System.getenv().getOrDefault(limit, "0"));
                }
                for (Component target : Component.values()) {
                    if (target.hasDatabase()) {
                        e.put("STEWARD_" + target.name() + "_URL", settings.url(target));
                    }
                }
            }
            default -> {
                // Nothing beyond what all services get.
            }
        }
        return e;
    }

    private Map<String, String> mail() {
        Map<String, String> own = System.getenv();
        return Map.of(
                "STEWARD_SMTP_HOST",
                "127.0.0.1",
                "STEWARD_SMTP_PORT",
                Integer.toString(settings.ports().get(Port.SMTP)),
                "STEWARD_MAIL_FROM",
                own.getOrDefault("STEWARD_MAIL_FROM", "steward@steward.local"),
                "STEWARD_PUBLIC_URL",
                publicUrl());
    }

    private String publicUrl() {
        return System.getenv()
                .getOrDefault("STEWARD_PUBLIC_URL", "http://localhost:" + settings.port(Component.GATEWAY));
    }
}
