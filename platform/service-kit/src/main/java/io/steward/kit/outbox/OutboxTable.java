package io.steward.kit.outbox;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.PoolSql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The relay's statements; under the relay's database role, which sees the outbox of every organization. */
@ApplicationScoped
class OutboxTable {
    /** All shards or none: an owner shuts out the one before by the service's one transactional id. Locked in one order, so that two who come at once do not meet. */
    private static final String LEASE = """
            WITH locked AS MATERIALIZED (
                SELECT shard, owner, expires_at FROM outbox_lease ORDER BY shard FOR UPDATE),
            before AS (
                SELECT bool_and(owner = $1) IS TRUE AS mine,
                       bool_and(owner IS NULL OR owner = $1 OR expires_at < now()) AS free FROM locked)
            UPDATE outbox_lease l
               SET owner = $1, expires_at = now() + $2 * interval '1 millisecond'
              FROM before WHERE before.free
            RETURNING l.shard, before.mine
            """;

    private static final String RELEASE =
            "UPDATE outbox_lease SET owner = NULL, expires_at = '-infinity' WHERE owner = $1";
    private static final String NEXT = """
            SELECT id, shard, topic, aggregate_id, sequence, type, tenant_id, payload,
                   correlation_id, causation_id, traceparent, occurred_at, reason
              FROM outbox
             WHERE shard = ANY($1) AND aggregate_id <> ALL($2) AND topic <> ALL($3)
             ORDER BY aggregate_id, topic, sequence
             LIMIT $4
            """;
    /** Only the present owner of the shard may remove: one that slept through its lease leaves the rows to its successor. */
    private static final String REMOVE = """
            DELETE FROM outbox o USING outbox_lease l
             WHERE o.id = ANY($1) AND l.shard = o.shard AND l.owner = $2
            """;

    private final Pool pool;
    private final PoolSql sql;
    private final UUID owner = Ids.next();

    OutboxTable(@ReactiveDataSource("relay") Pool pool, PoolSql sql) {
        this.pool = pool;
        this.sql = sql;
    }

    /**
     * What a relay holds.
     *
     * @param shards all of them, or none
     * @param kept whether it held them before, without anybody between
     */
    record Lease(List<Short> shards, boolean kept) {
        static final Lease NONE = new Lease(List.of(), false);
    }

    /** Takes all shards, or keeps them; none while somebody else has one. */
    Future<Lease> lease(long millis) {
        return sql.run(pool, LEASE, Tuple.of(owner, (int) millis))
                .map(rows -> rows.size() == 0
                        ? Lease.NONE
                        : new Lease(
                                list(rows, row -> row.getShort("shard")),
                                rows.iterator().next().getBoolean("mine")));
    }

    /** Gives up every shard it has, so that another takes them at once. */
    Future<Void> release() {
        return sql.run(pool, RELEASE, Tuple.of(owner)).mapEmpty();
    }

    /**
     * @param stopped aggregates whose rows are left out
     * @param missing topics whose rows are left out
     */
    Future<List<OutboxRow>> next(
            Collection<Short> shards, Collection<UUID> stopped, Collection<String> missing, int limit) {
        return sql.run(
                        pool,
                        NEXT,
                        Tuple.of(
                                shards.toArray(Short[]::new),
                                stopped.toArray(UUID[]::new),
                                missing.toArray(String[]::new),
                                limit))
                .map(rows -> list(rows, OutboxRow::of));
    }

    Future<Void> remove(Collection<UUID> ids) {
        return sql.run(pool, REMOVE, Tuple.of(ids.toArray(UUID[]::new), owner)).mapEmpty();
    }

    /**
     * Clears removed rows away; takes the time that it takes, on a connection of its own. The relay's role may, from PostgreSQL 17 on;
     * before, this does nothing and autovacuum has to do.
     */
    Future<Void> tidy() {
        return pool.query("VACUUM (SKIP_LOCKED) outbox").execute().mapEmpty();
    }

    private static <T> List<T> list(RowSet<Row> rows, java.util.function.Function<Row, T> mapper) {
        List<T> items = new ArrayList<>(rows.size());
        rows.forEach(row -> items.add(mapper.apply(row)));
        return items;
    }
}
