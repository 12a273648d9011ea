package io.steward.local;

import io.steward.embedded.Await;
import io.steward.embedded.ChildProcess;
import io.steward.embedded.EmbeddedKafka;
import io.steward.embedded.EmbeddedPostgres;
import io.steward.embedded.FreePort;
import io.steward.embedded.KafkaOptions;
import io.steward.embedded.PostgresOptions;
import io.steward.embedded.ServerJvm;
import io.steward.embedded.ServiceProcess;
import io.steward.embedded.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How each component is started, and when it is ready. */
final class Launch {
    private static final Duration READY = Duration.ofSeconds(120);
    private static final int MAIL_HEAP = 48;

    private final Settings settings;
    private final Secrets secrets;
    private final ServiceEnvironment environment;

    Launch(Settings settings, Secrets secrets, ServiceEnvironment environment) {
        this.settings = settings;
        this.secrets = secrets;
        this.environment = environment;
    }

    /** Of the two that every request may have to pass: more room for what is young, so that it is collected half as often. */
    private static final List<String> FEWER_PAUSES = List.of("-Xms64m", "-Xmn40m");

    /** A process that was started, and the wait until it is ready. */
    record Started(Component component, ChildProcess process, Runnable awaitReady) {}

    /** What takes time before the process can start; an interrupt ends it. */
    void prepare(Component component) {
        if (component == Component.POSTGRES) {
            EmbeddedPostgres.prepare(postgresOptions()).initialise();
        }
    }

    Started start(Component component) {
        return switch (component) {
            case POSTGRES -> postgres();
            case KAFKA -> kafka();
            case MAIL -> mail();
            default -> service(component);
        };
    }

    /** Schemas, roles and topics; both may be done again. */
    void prepareDatabase() {
        EmbeddedPostgres.prepare(postgresOptions()).bootstrap(secrets.roles());
    }

    void prepareTopics() {
        EmbeddedKafka.prepare(kafkaOptions()).createTopics(Topics.all());
    }

    private Started postgres() {
        EmbeddedPostgres server = EmbeddedPostgres.prepare(postgresOptions());
        return new Started(Component.POSTGRES, server.launch(), server::awaitReady);
    }

    private Started kafka() {
        EmbeddedKafka broker = EmbeddedKafka.prepare(kafkaOptions());
        return new Started(Component.KAFKA, broker.launch(), broker::awaitReady);
    }

    private Started mail() {
        String classPath = System.getProperty("java.class.path");
        var command = new ArrayList<String>();
        command.add(ServerJvm.java());
        command.addAll(ServerJvm.archived("mail", MAIL_HEAP, settings.cache(), classPath));
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                classPath,
                MailSink.class.getName(),
                Integer.toString(settings.ports().get(Port.SMTP)),
                Integer.toString(settings.port(Component.MAIL))));
        ChildProcess process = ChildProcess.start(command, Map.of(), settings.log(Component.MAIL));
        return new Started(
                Component.MAIL,
                process,
                () -> Await.ready(
                        "mail",
                        process,
                        () -> FreePort.answers(settings.port(Component.MAIL)),
                        READY,
                        settings.log(Component.MAIL)));
    }

    private Started service(Component component) {
        ServiceProcess service = ServiceProcess.start(serviceSpec(component));
        return new Started(component, service.process(), () -> service.awaitReady(READY));
    }

    ServiceProcess.Spec serviceSpec(Component component) {
        return new ServiceProcess.Spec(
                component.id(),
                settings.jar(component),
                environment.of(component),
                settings.managementPort(component),
                settings.log(component),
                ServiceProcess.Spec.HEAP,
                component == Component.IDENTITY || component == Component.GATEWAY ? FEWER_PAUSES : List.of(),
                component.niceness());
    }

    PostgresOptions postgresOptions() {
        return PostgresOptions.durable(
                        settings.data(Component.POSTGRES),
                        settings.port(Component.POSTGRES),
                        secrets.superuserPassword())
                .withCache(settings.cache())
                .withLog(settings.log(Component.POSTGRES));
    }

    KafkaOptions kafkaOptions() {
        return KafkaOptions.in(
                        settings.data(Component.KAFKA),
                        settings.port(Component.KAFKA),
                        settings.ports().get(Port.KAFKA_CONTROLLER))
                .withCache(settings.cache())
                .withLog(settings.log(Component.KAFKA));
    }
}
