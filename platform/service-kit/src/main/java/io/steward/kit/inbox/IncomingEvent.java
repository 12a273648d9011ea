package io.steward.kit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.steward.events.CloudEventHeaders;
import io.steward.events.DomainEvent;
import io.steward.events.EventCatalog;
import io.steward.events.EventJson;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.tx.Scope;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * An event as it came from Kafka.
 *
 * @param sequence the aggregate's version after the event; grows by one per event of the aggregate
 * @param data the payload
 */
public record IncomingEvent(
        UUID id,
        String type,
        UUID tenantId,
        UUID aggregateId,
        long sequence,
        Instant time,
        String correlationId,
        String traceparent,
        DomainEvent data) {

    /** The system, acting in the event's organization because of it. */
    public Actor actor() {
        return Actor.system(tenantId, new Cause(type, correlationId, id, traceparent));
    }

    /** The scope to handle it in: the transaction, on behalf of its cause. */
    public Scope scopeIn(Scope transaction) {
        Actor actor = actor();
        return transaction.actor().equals(actor) ? transaction : transaction.onBehalfOf(actor);
    }

    /**
     * @throws UnreadableEvent when a CloudEvents attribute is missing, the type is not known to this version, or the payload is not of
     *     its type's shape
     */
    static IncomingEvent read(ConsumerRecord<String, byte[]> message) {
        String type = required(message, CloudEventHeaders.TYPE);
        Optional<Class<? extends DomainEvent>> known = EventCatalog.find(type);
        if (known.isEmpty()) {
            throw new UnreadableEvent("a type this version does not know", null);
        }
        try {
            return new IncomingEvent(
                    UUID.fromString(required(message, CloudEventHeaders.ID)),
                    type,
                    UUID.fromString(required(message, CloudEventHeaders.TENANT_ID)),
                    UUID.fromString(message.key()),
                    Long.parseLong(required(message, CloudEventHeaders.SEQUENCE)),
                    Instant.parse(required(message, CloudEventHeaders.TIME)),
                    header(message, CloudEventHeaders.CORRELATION_ID).orElse(null),
                    header(message, CloudEventHeaders.TRACE_PARENT).orElse(null),
                    EventJson.read(message.value(), known.get()));
        } catch (IOException | IllegalArgumentException | NullPointerException | DateTimeParseException e) {
            throw new UnreadableEvent("not a readable " + type, e);
        }
    }

    static Optional<String> header(ConsumerRecord<?, ?> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }

    private static String required(ConsumerRecord<?, ?> message, String name) {
        return header(message, name).orElseThrow(() -> new UnreadableEvent("no header " + name, null));
    }
}
