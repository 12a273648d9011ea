package io.steward.kit.inbox;

import io.steward.events.CloudEventHeaders;
import io.steward.events.EventCatalog;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Cuts the records of a partition into groups that one transaction can take: in order, of one organization, of known types. */
final class EventGroups {
    private EventGroups() {}

    static List<List<ConsumerRecord<String, byte[]>>> of(List<ConsumerRecord<String, byte[]>> records, int most) {
        List<List<ConsumerRecord<String, byte[]>>> groups = new ArrayList<>();
        String tenantOfLast = null;
        for (ConsumerRecord<String, byte[]> message : records) {
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

    /** Null for what has to stand alone: an unknown type, or no event at all. */
    private static String tenantOf(ConsumerRecord<String, byte[]> message) {
        boolean known = IncomingEvent.header(message, CloudEventHeaders.TYPE)
                .flatMap(EventCatalog::find)
                .isPresent();
        return known
                ? IncomingEvent.header(message, CloudEventHeaders.TENANT_ID).orElse(null)
                : null;
    }
}
