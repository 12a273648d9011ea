package io.steward.kit.inbox;

import io.smallrye.mutiny.Uni;
import io.steward.events.CloudEventHeaders;
import io.steward.events.Topic;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.outbox.OutboxStatement;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Events that could not be handled, and the later ones of their key that wait behind them. */
@ApplicationScoped
class DeadLetters {
    private static final String BLOCKED = """
            SELECT DISTINCT record_key FROM dead_letters
             WHERE consumer = $1 AND topic = $2 AND record_key = ANY($3) AND state IN ('DEAD', 'PARKED', 'REPLAY')
            """;
    private static final String STORE = """
            INSERT INTO dead_letters (id, consumer, topic, partition, record_offset, record_key, event_id, type, tenant_id,
                                      headers, payload, state, reason, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
            ON CONFLICT (consumer, event_id) DO NOTHING
            """;
    /** The copy on the dead-letter topic, for those who watch by Kafka; published like any event. */
    private static final String COPY = """
            INSERT INTO outbox (id, shard, topic, aggregate_id, sequence, type, tenant_id, payload, occurred_at, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
            """;

    private final Tx tx;
    private final String consumer;

    DeadLetters(Tx tx, @ConfigProperty(name = "steward.service") String consumer) {
        this.tx = tx;
        this.consumer = consumer;
    }

    /** The keys of which an earlier event waits for a decision. */
    Uni<Set<String>> blockedKeys(Scope scope, List<Inbox.Delivery> deliveries) {
        String[] keys = deliveries.stream()
                .map(delivery -> keyOf(delivery.message()))
                .distinct()
                .toArray(String[]::new);
        return scope.query(BLOCKED, consumer, deliveries.getFirst().message().topic(), keys)
                .map(rows -> {
                    Set<String> blocked = new HashSet<>();
                    rows.forEach(row -> blocked.add(row.getString("record_key")));
                    return blocked;
                });
    }

    Uni<Void> park(Scope scope, ConsumerRecord<String, byte[]> message) {
        return store(scope, message, "PARKED", "waits behind an earlier dead letter of its key");
    }

    Uni<Void> bury(ConsumerRecord<String, byte[]> message, String reason) {
        UUID tenant = uuid(message, CloudEventHeaders.TENANT_ID, Ids.NIL);
        String correlation =
                IncomingEvent.header(message, CloudEventHeaders.CORRELATION_ID).orElse(null);
        Actor actor = Actor.system(tenant, new Cause("dead-letter", correlation, null, null));
        return tx.write(actor, scope -> {
            Uni<Void> stored = store(scope, message, "DEAD", reason);
            UUID aggregate = parse(keyOf(message), fallbackId(message));
            return scope.query(
                            COPY,
                            Ids.next(),
                            OutboxStatement.shardOf(aggregate),
                            Topic.deadLetterTopic(message.topic(), consumer),
                            aggregate,
                            message.offset(),
                            typeOf(message),
                            tenant,
                            payload(message),
                            scope.now().atOffset(ZoneOffset.UTC),
                            reason)
                    .flatMap(ignored -> stored);
        });
    }

    private Uni<Void> store(Scope scope, ConsumerRecord<String, byte[]> message, String state, String reason) {
        return scope.query(
                        STORE,
                        Ids.next(),
                        consumer,
                        message.topic(),
                        message.partition(),
                        message.offset(),
                        keyOf(message),
                        uuid(message, CloudEventHeaders.ID, fallbackId(message)),
                        typeOf(message),
                        scope.actor().tenantId(),
                        headers(message),
                        payload(message),
                        state,
                        reason,
                        scope.now().atOffset(ZoneOffset.UTC))
                .replaceWithVoid();
    }

    private static JsonObject headers(ConsumerRecord<String, byte[]> message) {
        JsonObject headers = new JsonObject();
        message.headers().forEach(header -> {
            if (header.value() != null) {
                // PostgreSQL's jsonb has no NUL; a header that bears one is garbage to begin with.
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8).replace("\u0000", ""));
            }
        });
        return headers;
    }

    private static Buffer payload(ConsumerRecord<String, byte[]> message) {
        return message.value() == null ? Buffer.buffer() : Buffer.buffer(message.value());
    }

    private static String keyOf(ConsumerRecord<String, byte[]> message) {
        return message.key() == null ? "" : message.key().replace("\u0000", "");
    }

    private static String typeOf(ConsumerRecord<String, byte[]> message) {
        return IncomingEvent.header(message, CloudEventHeaders.TYPE)
                .orElse("unknown")
                .replace("\u0000", "");
    }

    /** The same record always gets the same id, whatever is wrong with it. */
    private static UUID fallbackId(ConsumerRecord<String, byte[]> message) {
        String place = message.topic() + "/" + message.partition() + "/" + message.offset();
        return UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8));
    }

    private static UUID uuid(ConsumerRecord<String, byte[]> message, String header, UUID otherwise) {
        return parse(IncomingEvent.header(message, header).orElse(""), otherwise);
    }

    private static UUID parse(String value, UUID otherwise) {
        return value.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}") ? UUID.fromString(value) : otherwise;
    }
}
