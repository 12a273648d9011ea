package io.steward.identity.account;

import io.steward.events.CloudEventHeaders;
import io.steward.events.MemberEvent;
import io.steward.testkit.EventProbe;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What organizations were told of an account; each membership has a key of its own, and the account's sequence counts over all. */
public final class ToldMembers {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration NO_MORE = Duration.ofMillis(300);

    private ToldMembers() {}

    /** In the order of the sequence, once so many have come, and what else comes right after. */
    public static List<ConsumerRecord<String, byte[]>> await(
            EventProbe probe, UUID account, int count, String... organizations) {
        long end = System.nanoTime() + BOUND.toNanos();
        while (all(probe, account, Duration.ofMillis(50), organizations).size() < count && System.nanoTime() < end) {
            // More is to come.
        }
        return all(probe, account, NO_MORE, organizations);
    }

    private static List<ConsumerRecord<String, byte[]>> all(
            EventProbe probe, UUID account, Duration wait, String... organizations) {
        return Stream.of(organizations)
                .map(organization -> MemberEvent.keyOf(UUID.fromString(organization), account))
                .flatMap(key -> probe.all(key.toString(), wait).stream())
                .sorted(Comparator.comparingLong(ToldMembers::sequence))
                .toList();
    }

    public static long sequence(ConsumerRecord<String, byte[]> record) {
        return Long.parseLong(EventProbe.header(record, CloudEventHeaders.SEQUENCE));
    }
}
