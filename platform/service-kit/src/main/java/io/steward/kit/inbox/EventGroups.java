package io.steward.kit.inbox;

import io.steward.events.CloudEventHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Cuts a batch into lanes that may go on side by side, and each lane into groups that one transaction can take. The records of a key
 * are all in one lane, in their order: a lane is an organization, whose keys are no other's. Where a record does not say whose it
 * is, a lane is a partition.
 */
final class EventGroups {
    private EventGroups() {}

    static <T> List<List<List<ConsumerRecord<String, T>>>> of(ConsumerRecords<String, T> batch, int most) {
        Map<Object, List<ConsumerRecord<String, T>>> lanes = new LinkedHashMap<>();
        boolean told = true;
        for (ConsumerRecord<String, T> message : batch) {
            told &= tenantOf(message) != null;
        }
        for (TopicPartition partition : batch.partitions()) {
            for (ConsumerRecord<String, T> message : batch.records(partition)) {
                lanes.computeIfAbsent(told ? tenantOf(message) : partition, key -> new ArrayList<>())
                        .add(message);
            }
        }
        return lanes.values().stream().map(lane -> groups(lane, most)).toList();
    }

    /** Of one organization each; what does not say whose it is stands alone. */
    private static <T> List<List<ConsumerRecord<String, T>>> groups(List<ConsumerRecord<String, T>> lane, int most) {
        List<List<ConsumerRecord<String, T>>> groups = new ArrayList<>();
        String tenantOfLast = null;
        for (ConsumerRecord<String, T> message : lane) {
            String tenant = tenantOf(message);
            if (tenant != null
                    && tenant.equals(tenantOfLast)
                    && groups.getLast().size() < most) {
                groups.getLast().add(message);
            } else {
                groups.add(new ArrayList<>(List.of(message)));
            }
            tenantOfLast = tenant;
        }
        return groups;
    }

    private static String tenantOf(ConsumerRecord<?, ?> message) {
        return IncomingEvent.header(message, CloudEventHeaders.TENANT_ID).orElse(null);
    }
}
