package io.steward.kit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.steward.events.CloudEventHeaders;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class EventGroupsTest {
    private static final String KNOWN = "steward.ticket.created.v1";

    @Test
    void a_group_is_of_one_organization_in_order_and_not_too_large() {
        var events = List.of(event(KNOWN, "a"), event(KNOWN, "a"), event(KNOWN, "b"), event(KNOWN, "a"));
        assertThat(sizes(5, events)).containsExactly(2, 1, 1);
        assertThat(sizes(1, events)).containsExactly(1, 1, 1, 1);
        var many = IntStream.range(0, 12).mapToObj(n -> event(KNOWN, "a")).toList();
        assertThat(sizes(5, many)).containsExactly(5, 5, 2);
    }

    @Test
    void what_is_unknown_or_no_event_stands_alone() {
        var unknown = List.of(event(KNOWN, "a"), event("steward.future.v9", "a"), event(KNOWN, "a"));
        assertThat(sizes(5, unknown)).containsExactly(1, 1, 1);
        assertThat(sizes(5, List.of(event(KNOWN, null), event(KNOWN, null)))).containsExactly(1, 1);
        assertThat(sizes(5, List.of())).isEmpty();
    }

    private static List<Integer> sizes(int most, List<ConsumerRecord<String, byte[]>> records) {
        return EventGroups.of(records, most).stream().map(List::size).toList();
    }

    private static ConsumerRecord<String, byte[]> event(String type, String tenant) {
        ConsumerRecord<String, byte[]> message = new ConsumerRecord<>("t", 0, 0, "k", new byte[0]);
        message.headers().add(CloudEventHeaders.TYPE, type.getBytes(UTF_8));
        if (tenant != null) {
            message.headers().add(CloudEventHeaders.TENANT_ID, tenant.getBytes(UTF_8));
        }
        return message;
    }
}
