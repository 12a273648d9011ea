package io.steward.kit.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The idempotent producer. A thread of its own hands records over, because {@code send} may wait for the broker's metadata. */
@ApplicationScoped
class EventPublisher {
    private final RelayConfig config;
    private final ExecutorService handOver = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("outbox-send").factory());
    private KafkaProducer<String, byte[]> producer;

    EventPublisher(RelayConfig config) {
        this.config = config;
    }

    /** Succeeds when every in-sync replica has the record; fails when Kafka gave it up, the record then may be there or not. */
    Future<Void> send(ProducerRecord<String, byte[]> message) {
        Promise<Void> sent = Promise.promise();
        handOver.execute(() -> {
            try {
                producer().send(message, (metadata, failure) -> {
                    if (failure == null) {
                        sent.complete();
                    } else {
                        sent.fail(failure);
                    }
                });
            } catch (RuntimeException e) {
                sent.tryFail(e);
            }
        });
        return sent.future();
    }

    /** Made at the first record and on the sending thread, so that a start needs no broker. */
    private KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            int deliveryMillis = (int) config.deliveryTimeout().toMillis();
            producer = new KafkaProducer<>(
                    Map.of(
                            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                            config.bootstrap(),
                            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                            true,
                            ProducerConfig.ACKS_CONFIG,
                            "all",
                            ProducerConfig.LINGER_MS_CONFIG,
                            0,
                            ProducerConfig.BUFFER_MEMORY_CONFIG,
                            8L * 1024 * 1024,
                            ProducerConfig.MAX_BLOCK_MS_CONFIG,
                            Math.min(5_000, deliveryMillis),
                            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                            Math.min(5_000, deliveryMillis),
                            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                            deliveryMillis),
                    new StringSerializer(),
                    new ByteArraySerializer());
        }
        return producer;
    }

    void stop(@Observes ShutdownEvent event) {
        handOver.execute(() -> {
            if (producer != null) {
                producer.close(Duration.ofSeconds(2));
            }
        });
        handOver.shutdown();
    }
}
