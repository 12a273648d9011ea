package io.steward.kit.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.steward.kit.fault.FaultPoints;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The transactional producer of a service. All its instances have one transactional id, so that whoever takes over shuts out the one before: Kafka aborts what that one has
 * begun, and takes nothing more of it, however long it was paused. A thread of its own does what may wait for the broker.
 */
@ApplicationScoped
class EventPublisher {
    /** After the relay, which may still publish. */
    private static final int AFTER_THE_RELAY = ObserverMethod.DEFAULT_PRIORITY;

    /** After which Vert.x says that the thread is blocked; Kafka's own limits are shorter. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final Duration TOPICS_KNOWN_FOR = Duration.ofSeconds(30);

    private final RelayConfig config;
    private final FaultPoints faults;
    private final WorkerExecutor thread;
    private KafkaProducer<String, byte[]> producer;
    private Set<String> topics = Set.of();
    private long topicsReadAt;

    EventPublisher(RelayConfig config, FaultPoints faults, Vertx vertx) {
        this.config = config;
        this.faults = faults;
        thread = vertx.createSharedWorkerExecutor("outbox-send", 1, LONGEST_WAIT.toNanos());
    }

    /** Kafka does not take these records, whenever they are sent; of the others none was published either. */
    static final class NotTaken extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Set<Integer> records;

        NotTaken(Set<Integer> records, Throwable cause) {
            super(cause);
            this.records = records;
        }

        /** By their place in the list. */
        Set<Integer> records() {
            return records;
        }
    }

    /** Shuts out every publisher of this service before this one. */
    Future<Void> takeOver() {
        return onThread(() -> {
            close();
            KafkaProducer<String, byte[]> next =
                    new KafkaProducer<>(settings(), new StringSerializer(), new ByteArraySerializer());
            try {
                next.initTransactions();
            } catch (RuntimeException e) {
                next.close(Duration.ZERO);
                throw e;
            }
            producer = next;
            return null;
        });
    }

    /** Those of the topics that Kafka does not have, as far as is known; asked again some time after. */
    Future<Set<String>> missing(Set<String> wanted) {
        return onThread(() -> {
            Set<String> missing = new HashSet<>(wanted);
            missing.removeAll(topics);
            if (!missing.isEmpty() && System.nanoTime() - topicsReadAt > TOPICS_KNOWN_FOR.toNanos()
                    || topics.isEmpty()) {
                topics = read();
                topicsReadAt = System.nanoTime();
                missing.removeAll(topics);
            }
            return missing;
        });
    }

    /**
     * Publishes all or none, in their order; a success means that every in-sync replica has them. A failure other than {@link NotTaken} gives the
     * producer up: the records may be there or not, and {@link #takeOver} has to come first.
     */
    Future<Void> publish(List<ProducerRecord<String, byte[]>> records) {
        return onThread(() -> {
            if (producer == null) {
                throw new KafkaException("No producer was made");
            }
            faults.reached("relay.before-send");
            try {
                transaction(records);
                return null;
            } catch (NotTaken e) {
                abort();
                throw e;
            } catch (RuntimeException e) {
                close();
                // A topic may have been deleted since the topics were read.
                topics = Set.of();
                throw e;
            }
        });
    }

    private void transaction(List<ProducerRecord<String, byte[]>> records) throws NotTaken {
        var failures = new Failures();
        producer.beginTransaction();
        try {
            for (int place = 0; place < records.size(); place++) {
                int sent = place;
                producer.send(records.get(place), (metadata, failure) -> failures.add(sent, failure));
            }
            producer.flush();
            faults.reached("relay.after-send");
            producer.commitTransaction();
        } catch (RuntimeException e) {
            failures.throwNotTaken();
            throw e;
        }
    }

    private static final class Failures {
        private final Set<Integer> places = new HashSet<>();
        private Throwable first;

        synchronized void add(int place, Exception failure) {
            if (failure instanceof RecordTooLargeException
                    || failure instanceof InvalidRecordException
                    || failure instanceof SerializationException
                    || failure instanceof AuthorizationException) {
                places.add(place);
                first = first == null ? failure : first;
            }
        }

        synchronized void throwNotTaken() throws NotTaken {
            if (first != null) {
                throw new NotTaken(Set.copyOf(places), first);
            }
        }
    }

    private void abort() {
        try {
            producer.abortTransaction();
        } catch (RuntimeException e) {
            close();
        }
    }

    private Set<String> read() throws Exception {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                config.bootstrap(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                3_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                5_000))) {
            return Set.copyOf(admin.listTopics().names().get());
        }
    }

    private Map<String, Object> settings() {
        int deliveryMillis = (int) config.deliveryTimeout().toMillis();
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap()),
                Map.entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "outbox" + config.source()),
                // Longer than a delivery; readers of committed records wait for so long behind one that died.
                Map.entry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, deliveryMillis + 5_000),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L * 1024 * 1024),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.min(5_000, deliveryMillis)),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(5_000, deliveryMillis)),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deliveryMillis));
    }

    /** The answer comes on the caller's context. */
    private <T> Future<T> onThread(Callable<T> work) {
        return thread.executeBlocking(work, true);
    }

    private void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    void stop(@Observes @Priority(AFTER_THE_RELAY) ShutdownEvent event) {
        onThread(() -> {
                    close();
                    return null;
                })
                .onComplete(closed -> thread.close());
    }
}
