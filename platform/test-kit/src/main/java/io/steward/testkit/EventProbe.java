package io.steward.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.steward.events.CloudEventHeaders;
import io.steward.events.DomainEvent;
import io.steward.events.EventCatalog;
import io.steward.events.EventJson;
import io.steward.events.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** Sends events as another service would, and reads what a service published. */
public final class EventProbe implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> seen = new ArrayList<>();

    /** @param topic the topic to read, from its beginning */
    public EventProbe(String bootstrap, String topic) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", false, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** On the broker of the running {@code @QuarkusTest}. */
    public static EventProbe on(Topic topic) {
        return new EventProbe(
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class), topic.topicName());
    }

    /** Publishes an event as its service's relay would; returns its id. */
    public UUID send(DomainEvent event, UUID tenantId, long sequence) {
        UUID id = UUID.randomUUID();
        send(event, tenantId, sequence, id);
        return id;
    }

    /** The same with a given event id, to send an event twice. */
    public void send(DomainEvent event, UUID tenantId, long sequence, UUID id) {
        String type = EventCatalog.typeOf(event.getClass());
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(
                Topic.of(event.getClass()).topicName(), event.aggregateId().toString(), EventJson.write(event));
        header(message, CloudEventHeaders.SPEC_VERSION, "1.0");
        header(message, CloudEventHeaders.ID, id);
        header(message, CloudEventHeaders.TYPE, type);
        header(message, CloudEventHeaders.SOURCE, "/steward/test");
        header(message, CloudEventHeaders.TIME, Instant.now());
        header(message, CloudEventHeaders.TENANT_ID, tenantId);
        header(message, CloudEventHeaders.SEQUENCE, sequence);
        header(message, CloudEventHeaders.CORRELATION_ID, "test");
        sendRaw(message);
    }

    public void sendRaw(ProducerRecord<String, byte[]> message) {
        producer.send(message);
        producer.flush();
    }

    private static void header(ProducerRecord<String, byte[]> message, String name, Object value) {
        message.headers().add(name, value.toString().getBytes(UTF_8));
    }

    /** Waits for the first record that fits, among all of the topic; fails after 10 s. */
    public ConsumerRecord<String, byte[]> await(Predicate<ConsumerRecord<String, byte[]>> fits) {
        Instant bound = Instant.now().plusSeconds(10);
        while (true) {
            for (ConsumerRecord<String, byte[]> message : seen) {
                if (fits.test(message)) {
                    return message;
                }
            }
            if (Instant.now().isAfter(bound)) {
                throw new AssertionError("No such record among " + seen.size());
            }
            consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
        }
    }

    /** Waits for an event of a type that fits. */
    public <E extends DomainEvent> E await(Class<E> type, Predicate<E> fits) {
        String name = EventCatalog.typeOf(type);
        return read(
                await(message ->
                        name.equals(header(message, CloudEventHeaders.TYPE)) && fits.test(read(message, type))),
                type);
    }

    /** All records of a key that have arrived within the given time, in order. */
    public List<ConsumerRecord<String, byte[]>> all(String key, Duration wait) {
        Instant bound = Instant.now().plus(wait);
        while (Instant.now().isBefore(bound)) {
            consumer.poll(Duration.ofMillis(50)).forEach(seen::add);
        }
        return seen.stream().filter(message -> key.equals(message.key())).toList();
    }

    public static String header(ConsumerRecord<?, ?> message, String name) {
        var header = message.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    public static <E extends DomainEvent> E read(ConsumerRecord<String, byte[]> message, Class<E> type) {
        try {
            return EventJson.read(message.value(), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        consumer.close();
    }
}
