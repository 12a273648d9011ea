package io.steward.local;

import io.steward.events.AuditEvent.AuditExtended;
import io.steward.events.EventJson;
import io.steward.events.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What was told of the audit logs on Kafka. */
final class PublishedAuditHeads {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private PublishedAuditHeads() {}

    /** Hashes by organization and sequence: the newest of each, and older ones that are not compacted away yet. Empty without Kafka. */
    static Optional<Map<UUID, Map<Long, String>>> read(String bootstrap) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        bootstrap,
                        "enable.auto.commit",
                        false,
                        "allow.auto.create.topics",
                        false,
                        "default.api.timeout.ms",
                        (int) PATIENCE.toMillis(),
                        "request.timeout.ms",
                        (int) PATIENCE.toMillis() / 2),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.AUDIT.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            return Optional.of(read(consumer, partitions));
        } catch (KafkaException away) {
            return Optional.empty();
        }
    }

    private static Map<UUID, Map<Long, String>> read(
            KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<UUID, Map<Long, String>> heads = new HashMap<>();
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            for (ConsumerRecord<String, byte[]> message : consumer.poll(PATIENCE)) {
                AuditExtended head = head(message);
                heads.computeIfAbsent(head.organizationId(), organization -> new HashMap<>())
                        .put(head.auditSequence(), head.auditDigest());
            }
        }
        return heads;
    }

    private static AuditExtended head(ConsumerRecord<String, byte[]> message) {
        try {
            return EventJson.read(message.value(), AuditExtended.class);
        } catch (IOException e) {
            throw new KafkaException("no head of an audit log at offset " + message.offset(), e);
        }
    }
}
