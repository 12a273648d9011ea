import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Prints what happens to tickets, each event once, and says when one is missing. Needs kafka-clients on the class path and nothing
 * else of Steward; runs until it is interrupted.
 *
 * <pre>java -cp 'deploy/local/target/lib/*' docs/examples/TicketFeed.java 127.0.0.1:19092 [consumer-group]</pre>
 */
public final class TicketFeed {
    private static final String TOPIC = "steward.ticket.events.v1";
    private static final int REMEMBERED_IDS = 100_000;

    /** Ids of handled events, the oldest forgotten first. A real consumer keeps them in its database, beside the effect. */
    private final Map<String, Boolean> handled = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED_IDS;
        }
    };

    /** The last sequence of each ticket. */
    private final Map<String, Long> sequences = new HashMap<>();

    public static void main(String[] arguments) {
        if (arguments.length < 1) {
            System.err.println("usage: TicketFeed <bootstrap-servers> [consumer-group]");
            System.exit(2);
        }
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0],
                ConsumerConfig.GROUP_ID_CONFIG, arguments.length > 1 ? arguments[1] : "ticket-feed",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                // A group that is new begins with the oldest event that is kept.
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                // The place is noted after the events were handled: they come again after a crash, none is skipped.
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            consumer.wakeup();
            try {
                main.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try (consumer) {
            consumer.subscribe(List.of(TOPIC));
            TicketFeed feed = new TicketFeed();
            while (true) {
                consumer.poll(Duration.ofSeconds(1)).forEach(feed::handle);
                consumer.commitSync();
            }
        } catch (WakeupException interrupted) {
            System.err.println("Stopped.");
        }
    }

    private void handle(ConsumerRecord<String, String> event) {
        String id = header(event, "ce_id");
        String type = header(event, "ce_type");
        long sequence = Long.parseLong(header(event, "ce_sequence"));
        Long last = sequences.get(event.key());
        if (handled.put(id, true) != null || (last != null && sequence <= last)) {
            System.out.println("again      " + type + " " + id + ": handled before, ignored");
            return;
        }
        if (last != null && sequence > last + 1) {
            System.out.println("GAP        ticket " + event.key() + ": after " + last + " came " + sequence
                    + "; read the ticket again by GET /api/v1/tickets/" + event.key());
        }
        sequences.put(event.key(), sequence);
        // Types come and go: do what you know how to do, let the others pass.
        System.out.println(header(event, "ce_time") + " " + type + " #" + sequence + " of organization "
                + header(event, "ce_tenantid") + " " + event.value());
    }

    private static String header(ConsumerRecord<?, ?> event, String name) {
        Header header = event.headers().lastHeader(name);
        if (header == null) {
            throw new IllegalStateException("No header " + name + " at " + event.topic() + "-" + event.partition() + "@"
                    + event.offset());
        }
        return new String(header.value(), UTF_8);
    }
}
