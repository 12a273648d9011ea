package io.steward.sla.clock;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks past the marks that a transaction leaves behind its records: they take an offset, and nobody handles them, so that a partition without anything to read seems to have one record
 * more. Not safe for threads; waits for Kafka.
 */
final class CommitMarkers implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;

    CommitMarkers(Map<String, Object> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 64 * 1024);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 3_000);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * @param read the offsets from which on nothing has been handled
     * @param ends the offsets of the ends
     * @return of the same partitions the offsets of their next records; that of the end where none is left
     */
    Map<TopicPartition, Long> passed(Map<TopicPartition, Long> read, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> places = new HashMap<>(read);
        Map<TopicPartition, Long> open = new HashMap<>(read);
        consumer.assign(read.keySet());
        read.forEach(consumer::seek);
        long bound = System.nanoTime() + LONGEST.toNanos();
        while (!open.isEmpty() && System.nanoTime() < bound) {
            var records = consumer.poll(POLL);
            open.keySet().removeIf(partition -> {
                boolean more = !records.records(partition).isEmpty();
                boolean atEnd = consumer.position(partition) >= ends.get(partition);
                if (!more && atEnd) {
                    places.put(partition, ends.get(partition));
                }
                return more || atEnd;
            });
            consumer.pause(records.partitions());
        }
        consumer.assign(java.util.List.of());
        return places;
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(1));
    }
}
