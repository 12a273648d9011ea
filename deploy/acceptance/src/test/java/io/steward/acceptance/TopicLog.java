package io.steward.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.steward.events.CloudEventHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** All that is on a topic now, in each partition's order. */
final class TopicLog {
    private TopicLog() {}

    /**
     * A record's envelope.
     *
     * @param causation the event that caused it; null when a request did
     */
    record Entry(String key, UUID id, String type, UUID tenant, long sequence, UUID causation) {}

    static List<Entry> of(String bootstrap, String topic) {
        return read(bootstrap, topic, TopicLog::entry);
    }

    /** The records as text, headers and keys included. */
    static List<String> texts(String bootstrap, String topic) {
        return read(bootstrap, topic, message -> {
            var text = new StringBuilder().append(message.key()).append(' ');
            message.headers().forEach(header -> text.append(header.key())
                    .append('=')
                    .append(new String(header.value(), UTF_8))
                    .append(' '));
            return text.append(message.value() == null ? "" : new String(message.value(), UTF_8))
                    .toString();
        });
    }

    private static <T> List<T> read(
            String bootstrap, String topic, Function<ConsumerRecord<String, byte[]>, T> mapper) {
        try (var consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "enable.auto.commit",
                        false,
                        "isolation.level",
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            var entries = new ArrayList<T>();
            long bound = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > bound) {
                    throw new AssertionError(topic + " cannot be read to its end");
                }
                consumer.poll(Duration.ofMillis(200)).forEach(message -> entries.add(mapper.apply(message)));
            }
            return entries;
        }
    }

    private static Entry entry(ConsumerRecord<String, byte[]> message) {
        String causation = header(message, CloudEventHeaders.CAUSATION_ID);
        return new Entry(
                message.key(),
                UUID.fromString(header(message, CloudEventHeaders.ID)),
                header(message, CloudEventHeaders.TYPE),
                UUID.fromString(header(message, CloudEventHeaders.TENANT_ID)),
                Long.parseLong(header(message, CloudEventHeaders.SEQUENCE)),
                causation == null ? null : UUID.fromString(causation));
    }

    private static String header(ConsumerRecord<?, ?> message, String name) {
        var header = message.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }
}
