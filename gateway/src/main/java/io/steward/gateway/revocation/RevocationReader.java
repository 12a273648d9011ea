package io.steward.gateway.revocation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads every partition of the revocations from the beginning and then goes on, on a thread of its own and in no
 * consumer group: each gateway needs them all. Whatever happens to Kafka, it begins again until it is closed.
 */
@Singleton
public class RevocationReader {

    private static final Logger LOG = Logger.getLogger(RevocationReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration METADATA = Duration.ofSeconds(5);
    private static final long PARTITION_CHECK_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_MILLIS = 500;

    private final RevocationSettings settings;
    private final RevokedSessions sessions;
    private final ObjectMapper json;
    private final MeterRegistry meters;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile KafkaConsumer<String, byte[]> consumer;
    private Thread thread;

    RevocationReader(RevocationSettings settings, RevokedSessions sessions, ObjectMapper json, MeterRegistry meters) {
        this.settings = settings;
        this.sessions = sessions;
        this.json = json;
        this.meters = meters;
    }

    public void start() {
        thread = Thread.ofPlatform().name("revocations").daemon().start(this::run);
    }

    public void close() throws InterruptedException {
        closed.countDown();
        var reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        if (thread != null) {
            thread.join(Duration.ofSeconds(2));
        }
    }

    private void run() {
        var failing = false;
        while (closed.getCount() > 0) {
            try (var fresh = new KafkaConsumer<>(properties(), new StringDeserializer(), new ByteArrayDeserializer())) {
                consumer = fresh;
                readUntilClosed(fresh);
                failing = false;
            } catch (WakeupException closing) {
                LOG.debug("the reading of revocations was woken up", closing);
            } catch (RuntimeException failed) {
                if (!failing) {
                    LOG.warnf("cannot read the revocations, trying again: %s", failed.toString());
                }
                failing = true;
            }
            pause();
        }
    }

    private void pause() {
        try {
            if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("the reading of revocations is closed");
            }
        } catch (InterruptedException interrupted) {
            closed.countDown();
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when closed, or when partitions were added and the reading must begin anew. */
    private void readUntilClosed(KafkaConsumer<String, byte[]> reading) {
        var partitions = reading.partitionsFor(settings.topic(), METADATA).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new TimeoutException("no such topic yet: " + settings.topic());
        }
        reading.assign(partitions);
        reading.seekToBeginning(partitions);
        var ends = new HashMap<>(reading.endOffsets(partitions, METADATA));
        var checked = System.nanoTime();
        while (closed.getCount() > 0) {
            reading.poll(POLL).forEach(this::apply);
            if (!ends.isEmpty()) {
                ends.entrySet().removeIf(end -> reading.position(end.getKey(), METADATA) >= end.getValue());
                if (ends.isEmpty()) {
                    sessions.markLoaded();
                }
            }
            sessions.forgetExpired();
            if (System.nanoTime() - checked > PARTITION_CHECK_NANOS) {
                checked = System.nanoTime();
                if (grew(reading, partitions.size())) {
                    return;
                }
            }
        }
    }

    private boolean grew(KafkaConsumer<String, byte[]> reading, int known) {
        try {
            return reading.partitionsFor(settings.topic(), METADATA).size() > known;
        } catch (TimeoutException away) {
            LOG.debug("Kafka is away", away);
            return false;
        }
    }

    private void apply(ConsumerRecord<String, byte[]> entry) {
        if (entry.value() == null || entry.key() == null) {
            // A tombstone follows when the revocation has run out; the clock here forgets it by itself.
            return;
        }
        try {
            var expiresAt = json.readTree(entry.value()).path("expiresAt").asText();
            sessions.revoke(entry.key(), Instant.parse(expiresAt));
        } catch (IOException | DateTimeException unreadable) {
            meters.counter("steward.gateway.revocations.unreadable").increment();
            LOG.errorf("revocation at %s-%d@%d cannot be read", entry.topic(), entry.partition(), entry.offset());
        }
    }

    private Map<String, Object> properties() {
        var properties = new HashMap<String, Object>(settings.consumer());
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "gateway-revocations");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return properties;
    }
}
