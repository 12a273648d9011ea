package io.steward.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steward.events.Topic.Cleanup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
    @TempDir
    private static Path folder;

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(KafkaOptions.forTests(folder));
    }

    @AfterAll
    static void stop() {
        kafka.stop();
        assertThat(kafka.isRunning()).isFalse();
    }

    @Test
    void topicsAreCreatedOnceAsDefined() throws Exception {
        var topics = List.of(
                new Topic("plain", 12, Cleanup.DELETE),
                new Topic("last-of-each-key", 3, Cleanup.COMPACT_AND_DELETE),
                new Topic("kept-for-ever", 1, Cleanup.COMPACT),
                new Topic("let-go-in-time", 1, Cleanup.COMPACT_IN_TIME));
        kafka.createTopics(topics);
        kafka.createTopics(topics);

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThat(admin.describeTopics(List.of("plain"))
                            .allTopicNames()
                            .get()
                            .get("plain")
                            .partitions())
                    .hasSize(12);
            var resource = new ConfigResource(ConfigResource.Type.TOPIC, "last-of-each-key");
            var config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            assertThat(config.get("cleanup.policy").value()).isEqualTo("compact,delete");
            assertThat(config.get("retention.ms").value()).isEqualTo("86400000");
            assertThat(config.get("segment.ms").value()).isEqualTo("21600000");
            var inTime = new ConfigResource(ConfigResource.Type.TOPIC, "let-go-in-time");
            var lag = admin.describeConfigs(List.of(inTime)).all().get().get(inTime);
            assertThat(lag.get("cleanup.policy").value()).isEqualTo("compact");
            assertThat(lag.get("max.compaction.lag.ms").value()).isEqualTo("21600000");
            assertThat(lag.get("segment.ms").value()).isEqualTo("21600000");
            var forEver = new ConfigResource(ConfigResource.Type.TOPIC, "kept-for-ever");
            assertThat(admin.describeConfigs(List.of(forEver))
                            .all()
                            .get()
                            .get(forEver)
                            .get("cleanup.policy")
                            .value())
                    .isEqualTo("compact");
        }
    }

    @Test
    void anUnknownTopicIsNotMadeByWritingToIt() {
        try (var producer = producer(Map.of("max.block.ms", 2_000))) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("never-made", "k", "v"))
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("never-made");
        }
    }

    @Test
    void anAcknowledgedRecordOutlivesKillAndRestart() throws Exception {
        kafka.createTopics(List.of(new Topic("kept", 1, Cleanup.DELETE)));
        try (var producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>("kept", "key", "value")).get();
        }
        kafka.kill();
        assertThat(kafka.isRunning()).isFalse();
        kafka.start();

        assertThat(firstRecord("kept")).isEqualTo("value");
    }

    /** The last record of a key is repeated after the lag: that closes the segment with the ones before, which then go. */
    @Test
    void whatHasALaterRecordOfItsKeyGoesOnceThatIsRepeatedAfterTheLag() throws Exception {
        kafka.createTopics(List.of(new Topic("members", 1, Cleanup.COMPACT_IN_TIME)));
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, "members");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var shorter = Stream.of("max.compaction.lag.ms", "segment.ms")
                    .map(name -> new AlterConfigOp(new ConfigEntry(name, "1000"), AlterConfigOp.OpType.SET))
                    .toList();
            admin.incrementalAlterConfigs(Map.of(resource, shorter)).all().get();
        }
        long start = System.currentTimeMillis();
        try (var producer = producer(Map.of())) {
            producer.send(record(start, "rita@contoso.example")).get();
            producer.send(record(start, "erased")).get();
            // As old as it would be: the broker goes by the records' own times.
            producer.send(record(start + 2_000, "erased again")).get();
        }

        List<String> left = values("members");
        for (int attempt = 0; attempt < 90 && left.contains("rita@contoso.example"); attempt++) {
            Thread.sleep(1_000);
            left = values("members");
        }
        assertThat(left).contains("erased again").doesNotContain("rita@contoso.example");
    }

    private static ProducerRecord<String, String> record(long at, String value) {
        return new ProducerRecord<>("members", 0, at, "membership", value);
    }

    private static List<String> values(String topic) {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<String> values = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    private static String firstRecord(String topic) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            for (int attempt = 0; attempt < 20; attempt++) {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(1));
                if (!records.isEmpty()) {
                    return records.iterator().next().value();
                }
            }
            return null;
        }
    }

    private static KafkaProducer<String, String> producer(Map<String, Object> more) {
        var config = new java.util.HashMap<String, Object>(more);
        config.put("bootstrap.servers", kafka.bootstrapServers());
        config.put("acks", "all");
        return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }
}
