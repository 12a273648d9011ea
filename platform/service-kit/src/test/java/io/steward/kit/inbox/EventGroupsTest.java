package io.steward.kit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.steward.events.CloudEventHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class EventGroupsTest {
    @Test
    void a_lane_is_an_organization_over_all_partitions() {
        var batch = batch(List.of(event("1", "a"), event("2", "b"), event("3", "a")), List.of(event("4", "a")));
        assertThat(keys(batch, 5)).containsExactly(List.of(List.of("1", "3", "4")), List.of(List.of("2")));
    }

    @Test
    void a_group_is_not_too_large_and_the_lane_keeps_its_order() {
        var many = IntStream.range(0, 12).mapToObj(n -> event("" + n, "a")).toList();
        assertThat(keys(batch(many), 5))
                .containsExactly(List.of(
                        List.of("0", "1", "2", "3", "4"), List.of("5", "6", "7", "8", "9"), List.of("10", "11")));
        assertThat(EventGroups.of(batch(List.of()), 5)).isEmpty();
    }

    @Test
    void where_a_record_is_nobodys_each_partition_keeps_its_order() {
        var batch = batch(List.of(event("1", "a"), event("1", null), event("1", "a")), List.of(event("2", "a")));
        assertThat(keys(batch, 5))
                .containsExactly(List.of(List.of("1"), List.of("1"), List.of("1")), List.of(List.of("2")));
    }

    private static List<List<List<String>>> keys(ConsumerRecords<String, byte[]> batch, int most) {
        return EventGroups.of(batch, most).stream()
                .map(lane -> lane.stream()
                        .map(group -> group.stream().map(ConsumerRecord::key).toList())
                        .toList())
                .toList();
    }

    @SafeVarargs
    private static ConsumerRecords<String, byte[]> batch(List<ConsumerRecord<String, byte[]>>... partitions) {
        Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records = new LinkedHashMap<>();
        for (int partition = 0; partition < partitions.length; partition++) {
            records.put(new TopicPartition("t", partition), partitions[partition]);
        }
        return new ConsumerRecords<>(records, Map.of());
    }

    private static ConsumerRecord<String, byte[]> event(String key, String tenant) {
        ConsumerRecord<String, byte[]> message = new ConsumerRecord<>("t", 0, 0, key, new byte[0]);
        if (tenant != null) {
            message.headers().add(CloudEventHeaders.TENANT_ID, tenant.getBytes(UTF_8));
        }
        return message;
    }
}
