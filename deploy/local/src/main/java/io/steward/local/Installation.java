package io.steward.local;

import io.steward.embedded.DatabaseRoles;
import io.steward.embedded.KafkaOptions;
import io.steward.embedded.PostgresOptions;
import io.steward.embedded.ServiceProcess;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The servers exactly as {@code ./steward up} sets them up, for those who start and stop them one by one. */
public final class Installation {
    private final Settings settings;
    private final Secrets secrets;
    private final Launch launch;

    private Installation(Settings settings) {
        this.settings = settings;
        this.secrets = Secrets.in(settings.home());
        this.launch =
                new Launch(settings, secrets, new ServiceEnvironment(settings, secrets, new Administrator(settings)));
    }

    /**
     * @param root the working copy, where the built services are
     * @param environment the settings that {@code ./steward} takes: folders, ports, the administrator
     */
    public static Installation of(Path root, Map<String, String> environment) {
        return new Installation(Settings.from(root, environment));
    }

    /** The names of the settings that move the ports. */
    public static List<String> portSettings() {
        return Port.all().stream().map(Port::setting).toList();
    }

    /** The packaged services in the order in which they start, the gateway last. */
    public static List<String> services() {
        return Arrays.stream(Component.values())
                .filter(Component::isService)
                .map(Component::id)
                .toList();
    }

    public PostgresOptions postgres() {
        return launch.postgresOptions();
    }

    public KafkaOptions kafka() {
        return launch.kafkaOptions();
    }

    public DatabaseRoles roles() {
        return secrets.roles();
    }

    /** What to start for a service, with {@code extra} on top of its usual environment. */
    public ServiceProcess.Spec service(String service, Map<String, String> extra) {
        ServiceProcess.Spec usual = launch.serviceSpec(component(service));
        var environment = new HashMap<>(usual.environment());
        environment.putAll(extra);
        return new ServiceProcess.Spec(
                usual.name(),
                usual.jar(),
                environment,
                usual.managementPort(),
                usual.log(),
                usual.heap(),
                usual.jvmOptions(),
                usual.niceness());
    }

    public String url(String service) {
        return settings.url(component(service));
    }

    public int smtpPort() {
        return settings.ports().get(Port.SMTP);
    }

    private static Component component(String service) {
        return Component.named(service)
                .orElseThrow(() -> new IllegalArgumentException("there is no component " + service));
    }
}
