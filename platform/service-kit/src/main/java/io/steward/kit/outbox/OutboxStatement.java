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
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The statements that store events beside the change they tell of: one row, or many at once. */
public final class OutboxStatement {
    private static final String INSERT =
            "INSERT INTO outbox (id, shard, topic, aggregate_id, sequence, type, tenant_id, "
                    + "payload, correlation_id, causation_id, traceparent, occurred_at) ";

    /** Takes a {@link #row}. */
    public static final String ONE = INSERT + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

    private static final List<String> TYPES = List.of(
            "uuid",
            "smallint",
            "text",
            "uuid",
            "bigint",
            "text",
            "uuid",
            "bytea",
            "text",
            "uuid",
            "text",
            "timestamptz");

    /** Takes the {@link #columns} of rows. */
    public static final String MANY = INSERT + "SELECT * FROM unnest(" + parameters(0, "[]") + ")";

    /** The units of the lease on publishing: the first instance takes all that are free. A key never changes its shard. */
    public static final int SHARDS = 16;

    private OutboxStatement() {}

    /** The end of a statement: stores a {@link #row}, given from parameter {@code taken + 1} on, for each row of {@code source}. */
    public static String after(int taken, String source) {
        return INSERT + "SELECT " + parameters(taken, "") + " FROM " + source;
    }

    private static String parameters(int taken, String suffix) {
        return IntStream.range(0, TYPES.size())
                .mapToObj(column -> "$" + (taken + column + 1) + "::" + TYPES.get(column) + suffix)
                .collect(Collectors.joining(", "));
    }

    public static Tuple row(DomainEvent event, long sequence, Actor actor, Instant now) {
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

    /** The same rows, as an array per column. */
    public static Tuple columns(List<Tuple> rows) {
        return Tuple.from(new Object[] {
            column(rows, 0, UUID[]::new),
            column(rows, 1, Short[]::new),
            column(rows, 2, String[]::new),
            column(rows, 3, UUID[]::new),
            column(rows, 4, Long[]::new),
            column(rows, 5, String[]::new),
            column(rows, 6, UUID[]::new),
            column(rows, 7, Buffer[]::new),
            column(rows, 8, String[]::new),
            column(rows, 9, UUID[]::new),
            column(rows, 10, String[]::new),
            column(rows, 11, OffsetDateTime[]::new)
        });
    }

    private static <T> T[] column(List<Tuple> rows, int index, IntFunction<T[]> array) {
        return rows.stream().map(row -> row.getValue(index)).toArray(array);
    }

    /** The shard of an aggregate's rows. */
    public static short shardOf(UUID aggregate) {
        return (short) Math.floorMod(aggregate.hashCode(), SHARDS);
    }
}
