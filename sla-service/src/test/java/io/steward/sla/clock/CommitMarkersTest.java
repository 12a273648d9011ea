package io.steward.sla.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.steward.events.Topic;
import io.steward.testkit.StewardServers;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StewardServers.class)
class CommitMarkersTest {
    private static final String TOPIC = Topic.KNOWLEDGE.topicName();

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrap;

    @Test
    void what_a_transaction_leaves_is_passed_and_records_are_not() {
        try (var producer = new KafkaProducer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers",
                                bootstrap,
                                "transactional.id",
                                UUID.randomUUID().toString()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                var markers = new CommitMarkers(Map.of("bootstrap.servers", bootstrap))) {
            producer.initTransactions();
            send(producer, 3, true);
            send(producer, 4, true);
            send(producer, 4, false);

            // One record, its mark; in the other partition also a record that was taken back, and the mark of that.
            var three = new TopicPartition(TOPIC, 3);
            var four = new TopicPartition(TOPIC, 4);
            Map<TopicPartition, Long> ends = Map.of(three, 2L, four, 4L);
            assertThat(markers.passed(Map.of(three, 1L, four, 1L), ends)).isEqualTo(ends);
            assertThat(markers.passed(Map.of(three, 0L, four, 1L), ends)).isEqualTo(Map.of(three, 0L, four, 4L));
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, int partition, boolean commits) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(TOPIC, partition, new byte[0], new byte[0]));
        producer.flush();
        if (commits) {
            producer.commitTransaction();
        } else {
            producer.abortTransaction();
        }
    }
}
