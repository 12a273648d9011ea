package io.steward.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** A real Kafka broker (KRaft, one node) as a child process, listening on 127.0.0.1 alone. Topics are never made by accident. */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final KafkaOptions options;
    private ChildProcess process;

    private EmbeddedKafka(KafkaOptions options, ChildProcess process) {
        this.options = options;
        this.process = process;
    }

    /**
     * Formats the data folder if it is new, starts the broker and waits until it answers (within 60 s).
     *
     * @throws ServerException with the last lines of the broker's log
     */
    public static EmbeddedKafka start(KafkaOptions options) {
        var broker = new EmbeddedKafka(options, null);
        broker.start();
        return broker;
    }

    /** One that is already running, for example started by an earlier process. */
    public static EmbeddedKafka attach(KafkaOptions options, ChildProcess process) {
        return new EmbeddedKafka(options, process);
    }

    /** One that is not started yet; see {@link #launch()}. */
    public static EmbeddedKafka prepare(KafkaOptions options) {
        return new EmbeddedKafka(options, null);
    }

    /** Starts again after {@link #stop()} or {@link #kill()}: same ports, same data. */
    public void start() {
        if (isRunning()) {
            return;
        }
        launch();
        try {
            awaitReady();
        } catch (ServerException e) {
            process.kill();
            throw e;
        }
    }

    /** Starts the broker without waiting until it answers. */
    public ChildProcess launch() {
        process = ChildProcess.start(command(), Map.of(), options.log());
        return process;
    }

    /**
     * Waits until the broker has joined its own cluster.
     *
     * @throws ServerException with the last lines of the log
     */
    public void awaitReady() {
        Await.ready("Kafka", process, () -> FreePort.answers(options.port()), Duration.ofSeconds(60), options.log());
        ask(admin -> admin.describeCluster().nodes().get(ANSWER.toSeconds(), TimeUnit.SECONDS));
    }

    /** Orderly shutdown; killed if it takes more than 30 s. */
    public void stop() {
        process.stop(Signal.TERM, Duration.ofSeconds(30));
    }

    /** kill -9. */
    public void kill() {
        process.kill();
    }

    public void freeze() {
        process.freeze();
    }

    public void thaw() {
        process.thaw();
    }

    public boolean isRunning() {
        return process != null && process.isRunning();
    }

    public ChildProcess process() {
        return process;
    }

    public long pid() {
        return process.pid();
    }

    public int port() {
        return options.port();
    }

    public KafkaOptions options() {
        return options;
    }

    /** {@code 127.0.0.1:<port>}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + options.port();
    }

    /** Creates those that are missing; existing ones are left as they are. */
    public void createTopics(Collection<Topic> topics) {
        ask(admin -> {
            Set<String> existing = admin.listTopics().names().get(ANSWER.toSeconds(), TimeUnit.SECONDS);
            List<NewTopic> missing = topics.stream()
                    .filter(t -> !existing.contains(t.name()))
                    .map(EmbeddedKafka::definition)
                    .toList();
            try {
                return admin.createTopics(missing).all().get(ANSWER.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicExistsException) {
                    return null;
                }
                throw e;
            }
        });
    }

    @Override
    public void close() {
        stop();
    }

    private static NewTopic definition(Topic topic) {
        Map<String, String> cleanup =
                switch (topic.cleanup()) {
                    case DELETE -> Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
                    case COMPACT -> Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
                    case COMPACT_IN_TIME ->
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT,
                                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                                Long.toString(io.steward.events.Topic.COMPACTION_LAG.toMillis()),
                                // What is written to is never compacted: it is closed by a record that comes later than
                                // this.
                                TopicConfig.SEGMENT_MS_CONFIG,
                                Long.toString(io.steward.events.Topic.COMPACTION_LAG.toMillis()));
                    case COMPACT_AND_DELETE ->
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE,
                                TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(io.steward.events.Topic.COMPACTED_RETENTION.toMillis()),
                                // What is written to is never dropped: it must be closed some time.
                                TopicConfig.SEGMENT_MS_CONFIG,
                                Long.toString(io.steward.events.Topic.COMPACTED_RETENTION
                                        .dividedBy(4)
                                        .toMillis()));
                };
        return new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(cleanup);
    }

    private List<String> command() {
        Path settings = KafkaSettings.write(options);
        String classPath = KafkaClassPath.in(options.cache());
        var command = new ArrayList<String>();
        command.add(ServerJvm.java());
        command.addAll(ServerJvm.archived("kafka", options.heap(), options.cache(), classPath));
        command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
        command.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS");
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(List.of("-cp", classPath, KafkaNode.class.getName(), settings.toString()));
        return command;
    }

    private interface Question {
        Object put(Admin admin) throws ExecutionException, InterruptedException, TimeoutException;
    }

    private void ask(Question question) {
        Map<String, Object> config = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) ANSWER.toMillis(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                10_000);
        try (Admin admin = Admin.create(config)) {
            question.put(admin);
        } catch (ExecutionException | TimeoutException e) {
            throw new ServerException("Kafka on port " + options.port() + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while asking Kafka", e);
        }
    }
}
