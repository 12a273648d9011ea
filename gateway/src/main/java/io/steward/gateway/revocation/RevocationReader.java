package io.steward.gateway.revocation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
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
    /** Less than a session's end may take to be known: a partition that is away must not hold up the others for longer. */
    private static final Duration PROBE = Duration.ofMillis(500);

    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PARTITION_CHECK_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_MILLIS = 500;

    private final RevocationSettings settings;
    private final RevokedSessions sessions;
    private final ObjectMapper json;
    private final Contact contact;
    private final MeterRegistry meters;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile KafkaConsumer<String, byte[]> consumer;
    private Thread thread;
    private boolean failing;

    RevocationReader(
            RevocationSettings settings,
            RevokedSessions sessions,
            ObjectMapper json,
            Contact contact,
            MeterRegistry meters) {
        this.settings = settings;
        this.sessions = sessions;
        this.json = json;
        this.contact = contact;
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
        while (closed.getCount() > 0) {
            try (var fresh = new KafkaConsumer<>(properties(), new StringDeserializer(), new ByteArrayDeserializer())) {
                consumer = fresh;
                readUntilClosed(fresh);
            } catch (WakeupException closing) {
                LOG.debug("the reading of revocations was woken up", closing);
            } catch (RuntimeException | Error failed) {
                // Errors too: without this thread the gateway would hear from identity alone and never say so.
                if (!failing) {
                    LOG.warnf("cannot read the revocations, trying again: %s", failed.toString());
                }
                failing = true;
            }
            contact.missed();
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
        var probed = System.nanoTime() - PROBE_NANOS;
        while (closed.getCount() > 0) {
            reading.poll(POLL).forEach(this::apply);
            if (!ends.isEmpty()) {
                ends.entrySet().removeIf(end -> reading.position(end.getKey(), METADATA) >= end.getValue());
                if (ends.isEmpty()) {
                    sessions.markLoaded();
                    failing = false;
                }
            }
            if (System.nanoTime() - probed >= PROBE_NANOS) {
                probed = System.nanoTime();
                probe(reading, partitions);
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

    /** An empty poll looks the same whether nothing has happened or Kafka is away: so each partition's leader is asked. */
    private void probe(KafkaConsumer<String, byte[]> reading, List<TopicPartition> partitions) {
        try {
            reading.endOffsets(partitions, PROBE);
            contact.heard(Contact.Path.KAFKA);
        } catch (TimeoutException away) {
            LOG.debug("Kafka is away", away);
            contact.missed();
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
            // A tombstone: somebody has tidied up; the clock here forgets by itself.
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
