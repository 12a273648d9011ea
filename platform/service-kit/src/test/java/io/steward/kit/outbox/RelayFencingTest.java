package io.steward.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.steward.embedded.EmbeddedKafka;
import io.steward.embedded.EmbeddedPostgres;
import io.steward.embedded.KafkaOptions;
import io.steward.embedded.PostgresOptions;
import io.steward.embedded.Topics;
import io.steward.events.CloudEventHeaders;
import io.steward.events.EventCatalog;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.events.Topic;
import io.steward.kit.fault.FaultPoints;
import io.steward.kit.tx.PoolSqlForTests;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two relays on one outbox. One is paused in the middle of its work, at another point each round, until the other has taken the lease and published all; then it goes on.
 * What it still sends must not come after what its successor has published.
 */
class RelayFencingTest {
    /** Thousands by {@code ./steward chaos}. */
    private static final int ROUNDS =
            Integer.getInteger("steward.relay.rounds", Boolean.getBoolean("steward.chaos") ? 3_000 : 20);

    private static final String TOPIC = Topic.MEMBERS.topicName();
    /** Two processes, as far as the relays can tell. */
    private static final Vertx[] PROCESSES = {Vertx.vertx(), Vertx.vertx()};

    private static EmbeddedPostgres postgres;
    private static EmbeddedKafka kafka;
    private static final Pool[] POOLS = new Pool[2];

    private final Random random = new Random(Long.getLong("steward.relay.seed", System.nanoTime()));
    private final Map<UUID, Long> sequences = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        Path folder = Path.of("target", "servers", Long.toString(System.nanoTime(), 36))
                .toAbsolutePath();
        PostgresOptions options = PostgresOptions.forTests(folder.resolve("postgres"));
        postgres = EmbeddedPostgres.start(options);
        kafka = EmbeddedKafka.start(KafkaOptions.forTests(folder.resolve("kafka")));
        kafka.createTopics(Topics.all());
        sql("""
                CREATE TABLE outbox (id uuid PRIMARY KEY, shard smallint NOT NULL, topic text NOT NULL, aggregate_id uuid NOT NULL,
                    sequence bigint NOT NULL, type text NOT NULL, tenant_id uuid NOT NULL, payload bytea NOT NULL, correlation_id text,
                    causation_id uuid, traceparent text, occurred_at timestamptz NOT NULL, reason text)
                """);
        sql(
                "CREATE TABLE outbox_lease (shard smallint PRIMARY KEY, owner uuid, expires_at timestamptz NOT NULL DEFAULT '-infinity')");
        sql("INSERT INTO outbox_lease (shard) SELECT generate_series(0, 15)");
        for (int process = 0; process < 2; process++) {
            POOLS[process] = PgBuilder.pool()
                    .connectingTo(new PgConnectOptions()
                            .setHost("127.0.0.1")
                            .setPort(postgres.port())
                            .setDatabase("postgres")
                            .setUser(EmbeddedPostgres.SUPERUSER)
                            .setPassword(options.superuserPassword()))
                    .with(new PoolOptions().setMaxSize(8))
                    .using(PROCESSES[process])
                    .build();
        }
    }

    @AfterAll
    static void stop() {
        for (Vertx process : PROCESSES) {
            process.close();
        }
        kafka.close();
        postgres.close();
    }

    /** Pauses where it is told to, on the thread that sends. */
    private static final class Pausing extends FaultPoints {
        private final AtomicReference<String> at = new AtomicReference<>();
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        Pausing(String point) {
            super(new Config() {
                @Override
                public Optional<String> point() {
                    return Optional.empty();
                }

                @Override
                public Optional<Integer> after() {
                    return Optional.empty();
                }
            });
            at.set(point);
        }

        @Override
        public void reached(String point) {
            if (point.equals(at.getAndUpdate(armed -> point.equals(armed) ? null : armed))) {
                reached.countDown();
                try {
                    goOn.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static Relay relay(int process, FaultPoints faults) {
        var config = new Config();
        Vertx vertx = PROCESSES[process];
        return new Relay(
                new OutboxTable(POOLS[process], PoolSqlForTests.of(vertx)),
                new EventPublisher(config, faults, vertx),
                new OutboxSignal(),
                config,
                faults,
                new SimpleMeterRegistry(),
                vertx);
    }

    @Test
    void a_relay_that_was_paused_publishes_nothing_after_its_successor() throws Exception {
        String[] points = {"relay.before-send", "relay.after-send", "relay.before-remove"};
        for (int round = 0; round < ROUNDS; round++) {
            // Of each round: a later event would hide that an older one came last.
            UUID[] keys = {UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID()};
            var pausing = new Pausing(points[random.nextInt(points.length)]);
            Relay paused = relay(round % 2, pausing);
            append(keys, 1 + random.nextInt(3));
            paused.start(null);
            assertThat(pausing.reached.await(30, TimeUnit.SECONDS))
                    .as("round %d", round)
                    .isTrue();

            append(keys, 1 + random.nextInt(3));
            sql("UPDATE outbox_lease SET expires_at = '-infinity'");
            Relay successor = relay((round + 1) % 2, new Pausing("none"));
            successor.start(null);
            awaitEmpty(round);

            pausing.goOn.countDown();
            // Waits for what it has begun.
            paused.stop(null);
            successor.stop(null);
        }
        assertThat(lastOfEachKey()).containsExactlyInAnyOrderEntriesOf(sequences);
    }

    @Test
    void rows_for_a_topic_that_kafka_lacks_wait_alone() throws Exception {
        sql(
                "INSERT INTO outbox (id, shard, topic, aggregate_id, sequence, type, tenant_id, payload, occurred_at) VALUES ('"
                        + UUID.randomUUID() + "', 0, 'no.such.topic', '" + new UUID(0, 1) + "', 1, '"
                        + EventCatalog.typeOf(MemberSaved.class) + "', '" + UUID.randomUUID() + "', '\\x7b7d', now())");
        sql("UPDATE outbox_lease SET owner = NULL, expires_at = '-infinity'");
        Relay relay = relay(0, new Pausing("none"));
        relay.start(null);
        try {
            for (int time = 0; time < 5; time++) {
                long begun = System.nanoTime();
                append(new UUID[] {UUID.randomUUID()}, 1);
                awaitRows(1, time);
                // The first has to make the producer.
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .isLessThan(Duration.ofSeconds(time == 0 ? 20 : 3));
            }
        } finally {
            relay.stop(null);
            sql("DELETE FROM outbox");
        }
    }

    private void append(UUID[] keys, int events) throws SQLException {
        for (UUID key : keys) {
            for (int event = 0; event < events; event++) {
                long sequence = sequences.merge(key, 1L, Long::sum);
                sql(
                        "INSERT INTO outbox (id, shard, topic, aggregate_id, sequence, type, tenant_id, payload, occurred_at) VALUES ('"
                                + UUID.randomUUID() + "', 0, '" + TOPIC + "', '" + key + "', " + sequence + ", '"
                                + EventCatalog.typeOf(MemberSaved.class) + "', '" + UUID.randomUUID()
                                + "', '\\x7b7d', now())");
            }
        }
    }

    private static void awaitEmpty(int round) throws Exception {
        awaitRows(0, round);
    }

    private static void awaitRows(long rowsLeft, int round) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < end) {
            try (Connection connection = postgres.superuser("postgres");
                    var rows = connection.createStatement().executeQuery("SELECT count(*) FROM outbox")) {
                rows.next();
                if (rows.getLong(1) == rowsLeft) {
                    return;
                }
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        throw new AssertionError("the outbox has other rows in round " + round);
    }

    /** As a reader of committed records, and a compacted topic, have them in the end. */
    private static Map<UUID, Long> lastOfEachKey() {
        Map<UUID, Long> last = new HashMap<>();
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(event -> last.put(
                                UUID.fromString(event.key()),
                                Long.parseLong(new String(
                                        event.headers()
                                                .lastHeader(CloudEventHeaders.SEQUENCE)
                                                .value(),
                                        StandardCharsets.UTF_8))));
            }
        }
        return last;
    }

    private static void sql(String statement) throws SQLException {
        try (Connection connection = postgres.superuser("postgres");
                var jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        }
    }

    private static final class Config implements RelayConfig {
        @Override
        public String bootstrap() {
            return kafka.bootstrapServers();
        }

        @Override
        public String source() {
            return "/steward/test";
        }

        @Override
        public Duration poll() {
            return Duration.ofMillis(20);
        }

        @Override
        public Duration pace() {
            return Duration.ofMillis(1);
        }

        @Override
        public int paceAbove() {
            return 100;
        }

        @Override
        public Duration lease() {
            return Duration.ofSeconds(30);
        }

        @Override
        public int batch() {
            return 4;
        }

        @Override
        public int tidyAfter() {
            return 100_000;
        }

        @Override
        public Duration deliveryTimeout() {
            return Duration.ofSeconds(15);
        }
    }
}
