package io.steward.identity.audit;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.steward.events.AuditEvent.AuditExtended;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.PoolSql;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Tells the last entry of each log that has grown, so that whoever rewrites a log, its end included, would have to rewrite Kafka too.
 * Several instances may do so at the same time: each log is told by one.
 */
@ApplicationScoped
class AuditHeads {
    private static final Logger LOG = Logger.getLogger(AuditHeads.class);
    private static final int BATCH = 500;
    private static final String GROWN = """
            SELECT h.tenant_id FROM audit_heads h LEFT JOIN audit_publications p ON p.tenant_id = h.tenant_id
             WHERE (p.sequence IS NULL OR p.sequence < h.sequence) AND ($1::uuid IS NULL OR h.tenant_id > $1)
             ORDER BY h.tenant_id LIMIT $2
            """;

    private final Pool relay;
    private final PoolSql sql;
    private final Tx tx;

    AuditHeads(@ReactiveDataSource("relay") Pool relay, PoolSql sql, Tx tx) {
        this.relay = relay;
        this.sql = sql;
        this.tx = tx;
    }

    @Scheduled(
            every = "${steward.audit.publish-every:1m}",
            delayed = "10s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> publish() {
        return publishAfter(null);
    }

    private Uni<Void> publishAfter(UUID organization) {
        return grownAfter(organization).flatMap(grown -> Multi.createFrom()
                .iterable(grown)
                .onItem()
                .transformToUniAndConcatenate(this::publish)
                .collect()
                .last()
                .flatMap(last -> grown.size() < BATCH ? Uni.createFrom().voidItem() : publishAfter(grown.getLast())));
    }

    private Uni<List<UUID>> grownAfter(UUID organization) {
        return Uni.createFrom()
                .completionStage(() ->
                        sql.run(relay, GROWN, Tuple.of(organization, BATCH)).toCompletionStage())
                .map(rows -> {
                    List<UUID> organizations = new ArrayList<>(rows.size());
                    rows.forEach(row -> organizations.add(row.getUUID("tenant_id")));
                    return organizations;
                });
    }

    private Uni<Void> publish(UUID organization) {
        Actor actor = Actor.system(organization, Cause.rule("audit-heads", Ids.next()));
        return tx.write(actor, scope -> scope.query("SELECT sequence, hash, publication FROM take_audit_head()")
                        .flatMap(rows -> rows.size() == 0
                                ? Uni.createFrom().voidItem()
                                : append(scope, rows.iterator().next())))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "The audit log's head of %s was not told; it is tried again: %s",
                        organization, failure.getClass().getSimpleName()))
                .onFailure()
                .recoverWithNull();
    }

    private static Uni<Void> append(Scope scope, Row head) {
        Buffer hash = head.getBuffer("hash");
        return scope.append(
                new AuditExtended(
                        scope.actor().tenantId(),
                        head.getLong("sequence"),
                        HexFormat.of().formatHex(hash.getBytes()),
                        scope.now()),
                head.getLong("publication"));
    }
}
