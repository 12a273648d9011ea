package io.steward.kit.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.steward.events.CloudEventHeaders;
import io.steward.events.EventCatalog;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** One event that waits to be published. */
record OutboxRow(
        UUID id,
        short shard,
        String topic,
        UUID aggregateId,
        long sequence,
        String type,
        UUID tenantId,
        byte[] payload,
        String correlationId,
        UUID causationId,
        String traceparent,
        Instant occurredAt,
        String reason) {

    static OutboxRow of(Row row) {
        return new OutboxRow(
                row.getUUID("id"),
                row.getShort("shard"),
                row.getString("topic"),
                row.getUUID("aggregate_id"),
                row.getLong("sequence"),
                row.getString("type"),
                row.getUUID("tenant_id"),
                row.getBuffer("payload").getBytes(),
                row.getString("correlation_id"),
                row.getUUID("causation_id"),
                row.getString("traceparent"),
                row.get(OffsetDateTime.class, "occurred_at").toInstant(),
                row.getString("reason"));
    }

    /** Events of one key on one topic go out one after the other. */
    Key key() {
        return new Key(topic, aggregateId);
    }

    record Key(String topic, UUID aggregateId) {}

    ProducerRecord<String, byte[]> toRecord(String source) {
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(topic, aggregateId.toString(), payload);
        Headers headers = message.headers();
        put(headers, CloudEventHeaders.SPEC_VERSION, "1.0");
        put(headers, CloudEventHeaders.ID, id);
        put(headers, CloudEventHeaders.TYPE, type);
        put(headers, CloudEventHeaders.SOURCE, source);
        put(headers, CloudEventHeaders.SUBJECT, aggregateId);
        put(headers, CloudEventHeaders.TIME, occurredAt);
        put(headers, CloudEventHeaders.DATA_SCHEMA, EventCatalog.schemaOf(type));
        put(headers, CloudEventHeaders.TENANT_ID, tenantId);
        put(headers, CloudEventHeaders.SEQUENCE, sequence);
        put(headers, CloudEventHeaders.CORRELATION_ID, correlationId);
        put(headers, CloudEventHeaders.CAUSATION_ID, causationId);
        put(headers, CloudEventHeaders.TRACE_PARENT, traceparent);
        put(headers, CloudEventHeaders.CONTENT_TYPE, "application/json");
        put(headers, "steward-dlq-reason", reason);
        return message;
    }

    private static void put(Headers headers, String name, Object value) {
        if (value != null) {
            headers.add(name, value.toString().getBytes(UTF_8));
        }
    }
}
