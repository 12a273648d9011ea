package io.steward.kit.outbox;

import io.steward.events.DomainEvent;
import io.steward.events.EventCatalog;
import io.steward.events.EventJson;
import io.steward.events.Topic;
import io.steward.kit.actor.Actor;
import io.steward.kit.time.Ids;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** The one statement that stores an event beside the change it tells of. */
public final class OutboxStatement {
    public static final String SQL = """
            INSERT INTO outbox (id, shard, topic, aggregate_id, sequence, type, tenant_id, payload,
                                correlation_id, causation_id, traceparent, occurred_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """;

    /** Shards spread the work of publishing over the running instances; a key never changes its shard. */
    public static final int SHARDS = 16;

    private OutboxStatement() {}

    public static Tuple parameters(DomainEvent event, long sequence, Actor actor, Instant now) {
        UUID aggregate = event.aggregateId();
        return Tuple.from(new Object[] {
            Ids.next(),
            shardOf(aggregate),
            Topic.of(event.getClass()).topicName(),
            aggregate,
            sequence,
            EventCatalog.typeOf(event.getClass()),
            actor.tenantId(),
            Buffer.buffer(EventJson.write(event)),
            actor.cause().correlationId(),
            actor.cause().causationId(),
            actor.cause().traceparent(),
            now.atOffset(ZoneOffset.UTC)
        });
    }

    /** The shard of an aggregate's rows. */
    public static short shardOf(UUID aggregate) {
        return (short) Math.floorMod(aggregate.hashCode(), SHARDS);
    }
}
