package io.steward.acceptance;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.steward.embedded.EmbeddedKafka;
import io.steward.embedded.EmbeddedPostgres;
import io.steward.embedded.Folders;
import io.steward.embedded.FreePort;
import io.steward.embedded.ServerException;
import io.steward.embedded.ServiceProcess;
import io.steward.embedded.Topics;
import io.steward.local.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The whole suite, started once per test run on free ports; its data and logs are below {@code target/stack}. Everything is killed
 * when this JVM ends, however it ends.
 */
final class StewardStack {
    static final String ADMIN_EMAIL = "admin@steward.test";
    static final String ADMIN_PASSWORD = "correct-horse-battery-staple";

    /**
     * The keys rotate during the whole run, published as far ahead as is the default: a service that strangers make look for keys that
     * nobody has fetches the key set again within two minutes.
     */
    private static final Map<String, String> ROTATION =
            Map.of("STEWARD_SIGNING_KEY_ROTATE_EVERY", "152s", "STEWARD_SIGNING_KEY_PUBLISH_AHEAD", "120s");

    private static final Duration READY = Duration.ofSeconds(120);
    private static StewardStack shared;

    private final Installation installation;
    private final EmbeddedPostgres postgres;
    private final EmbeddedKafka kafka;
    private final GreenMail mail;
    private final Map<String, ServiceProcess> services = new ConcurrentHashMap<>();
    private TokenWatch tokens;
    private volatile boolean closing;

    private StewardStack() {
        Path root = Path.of(System.getProperty("steward.root")).toAbsolutePath();
        Path home = Path.of("target", "stack").toAbsolutePath();
        emptied(home);
        installation = Installation.of(root, settings(home));
        postgres = EmbeddedPostgres.prepare(installation.postgres());
        kafka = EmbeddedKafka.prepare(installation.kafka());
        Thread.setDefaultUncaughtExceptionHandler(StewardStack::uncaught);
        mail = new GreenMail(new ServerSetup(installation.smtpPort(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stack-close"));
    }

    /** The running stack with every service up and unharmed, whatever the test before has left. */
    static synchronized StewardStack running() {
        if (shared == null) {
            shared = new StewardStack();
            shared.start();
        }
        shared.mend();
        return shared;
    }

    private void start() {
        mail.start();
        CompletableFuture<Void> database = CompletableFuture.runAsync(() -> {
            postgres.start();
            postgres.bootstrap(installation.roles());
        });
        CompletableFuture<Void> broker = CompletableFuture.runAsync(() -> {
            kafka.start();
            kafka.createTopics(Topics.all());
        });
        CompletableFuture.allOf(database, broker).join();
    }

    private void mend() {
        startPostgres();
        kafka.start();
        List<String> dead = Installation.services().stream()
                .filter(service ->
                        !services.containsKey(service) || !services.get(service).isRunning())
                .toList();
        dead.forEach(service -> launch(service, Map.of()));
        dead.forEach(this::awaitReady);
        if (tokens == null) {
            tokens = new TokenWatch(this);
        }
    }

    /** Starts a service, with {@code extra} on top of its environment; returns at once. */
    void launch(String service, Map<String, String> extra) {
        if (closing) {
            throw new ServerException("the stack is being closed");
        }
        var settings = new HashMap<>(extra);
        if (service.equals("identity")) {
            settings.putAll(ROTATION);
        }
        services.put(service, ServiceProcess.start(installation.service(service, settings)));
    }

    void awaitReady(String service) {
        services.get(service).awaitReady(READY);
    }

    ServiceProcess service(String service) {
        return services.get(service);
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    /** Starts it again after a kill: its workers may take a moment to notice that their server has gone. */
    void startPostgres() {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try {
                postgres.start();
                return;
            } catch (ServerException e) {
                if (System.nanoTime() > end || closing) {
                    throw e;
                }
            }
        }
    }

    TokenWatch tokens() {
        return tokens;
    }

    EmbeddedKafka kafka() {
        return kafka;
    }

    GreenMail mail() {
        return mail;
    }

    /** {@code http://127.0.0.1:<port>} of the gateway. */
    String gateway() {
        return installation.url("gateway");
    }

    /** Of the gateway or of a service itself. */
    String url(String component) {
        return installation.url(component);
    }

    private void close() {
        closing = true;
        // A frozen process doesn't hear anything but this; what is worth keeping is in the logs.
        services.values().forEach(service -> service.process().kill());
        if (kafka.process() != null) {
            kafka.process().kill();
        }
        if (postgres.process() != null) {
            List<ProcessHandle> workers = postgres.process().tree().toList();
            postgres.thaw();
            postgres.process().stop(io.steward.embedded.Signal.QUIT, Duration.ofSeconds(5));
            workers.forEach(ProcessHandle::destroyForcibly);
        }
        mail.stop();
    }

    /** A client that is killed while it sends a mail is no news; the sink has no other way to say it. */
    private static void uncaught(Thread thread, Throwable failure) {
        if (!thread.getName().startsWith("smtp:")) {
            failure.printStackTrace();
        }
    }

    private static Map<String, String> settings(Path home) {
        var settings = new HashMap<String, String>();
        settings.put("STEWARD_HOME", home.toString());
        settings.put("STEWARD_CACHE", Folders.cache().toString());
        settings.put("STEWARD_ADMIN_EMAIL", ADMIN_EMAIL);
        settings.put("STEWARD_ADMIN_PASSWORD", ADMIN_PASSWORD);
        var used = new HashSet<Integer>();
        for (String setting : Installation.portSettings()) {
            int port = FreePort.next();
            while (!used.add(port)) {
                port = FreePort.next();
            }
            settings.put(setting, Integer.toString(port));
        }
        return settings;
    }

    private static void emptied(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
