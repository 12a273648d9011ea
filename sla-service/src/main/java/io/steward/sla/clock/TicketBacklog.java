package io.steward.sla.clock;

import io.quarkus.runtime.ShutdownEvent;
import io.steward.events.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Asks Kafka how much of the ticket events is there, and how much all instances of this service together have handled. */
@ApplicationScoped
class TicketBacklog {
    private static final String TOPIC = Topic.TICKET.topicName();

    private final String bootstrap;
    private final String group;
    private final Vertx vertx;
    private Admin admin;
    private CommitMarkers markers;

    TicketBacklog(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap,
            @ConfigProperty(name = "mp.messaging.connector.smallrye-kafka.group.id") String group,
            Vertx vertx) {
        this.bootstrap = bootstrap;
        this.group = group;
        this.vertx = vertx;
    }

    /**
     * How the ticket events stand.
     *
     * @param ends the offset after the last record, by partition
     * @param read the offset after the last record that has been handled, by partition
     */
    record Standing(Map<Integer, Long> ends, Map<Integer, Long> read) {}

    /** Fails when Kafka does not answer within seconds. */
    Future<Standing> ask() {
        return vertx.executeBlocking(this::admin)
                .compose(client -> future(client.describeTopics(List.of(TOPIC)).allTopicNames())
                        .compose(topics -> standing(
                                client,
                                topics.get(TOPIC).partitions().stream()
                                        .map(info -> new TopicPartition(TOPIC, info.partition()))
                                        .toList())));
    }

    private Future<Standing> standing(Admin client, List<TopicPartition> partitions) {
        var ends = offsets(client, partitions, OffsetSpec.latest());
        var begins = offsets(client, partitions, OffsetSpec.earliest());
        var committed = future(client.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        return Future.all(ends, begins, committed).compose(all -> {
            Map<Integer, Long> read = new HashMap<>();
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata place = committed.result().get(partition);
                // Without a place, reading begins with the oldest record there is.
                long begin = begins.result().get(partition.partition());
                read.put(partition.partition(), place == null ? begin : Math.max(begin, place.offset()));
            }
            return vertx.executeBlocking(() -> new Standing(ends.result(), pastMarkers(read, ends.result())));
        });
    }

    private synchronized Map<Integer, Long> pastMarkers(Map<Integer, Long> read, Map<Integer, Long> ends) {
        Map<TopicPartition, Long> behind = new HashMap<>();
        read.forEach((partition, place) -> {
            if (place < ends.get(partition)) {
                behind.put(new TopicPartition(TOPIC, partition), place);
            }
        });
        if (behind.isEmpty()) {
            return read;
        }
        if (markers == null) {
            markers = new CommitMarkers(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
        }
        Map<TopicPartition, Long> wanted = new HashMap<>();
        behind.keySet().forEach(partition -> wanted.put(partition, ends.get(partition.partition())));
        Map<Integer, Long> places = new HashMap<>(read);
        markers.passed(behind, wanted).forEach((partition, place) -> places.put(partition.partition(), place));
        return places;
    }

    private static Future<Map<Integer, Long>> offsets(Admin client, List<TopicPartition> partitions, OffsetSpec which) {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
        return future(client.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .map(found -> found.entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> entry.getKey().partition(), entry -> offset(entry.getValue()))));
    }

    private static long offset(ListOffsetsResultInfo info) {
        return info.offset();
    }

    private static <T> Future<T> future(KafkaFuture<T> answer) {
        return Future.fromCompletionStage(answer.toCompletionStage());
    }

    /** Made when it is first needed, so that a start needs no broker; looks names up, so not on the event loop. */
    private synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrap,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    3_000,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    5_000));
        }
        return admin;
    }

    synchronized void stop(@Observes ShutdownEvent event) {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
        if (markers != null) {
            markers.close();
        }
    }
}
