package io.steward.notification.delivery;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.events.NotificationEvent.NotificationDelivered;
import io.steward.events.NotificationEvent.NotificationDeliveryFailed;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.tx.PoolSql;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The worker's statements. It looks for due mail of every organization, and marks each in its own. */
@ApplicationScoped
class DeliveryTable {
    /** The attempt is stored before it is made. One that was under way already and whose lease is over has an unknown outcome. */
    private static final String CLAIM = """
            WITH due AS (
                SELECT tenant_id, id, attempting FROM deliveries
                 WHERE next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED),
            claimed AS (
                UPDATE deliveries d
                   SET status = CASE WHEN d.status = 'FAILED' OR due.attempting THEN 'RETRYING' ELSE d.status END,
                       retry_count = CASE WHEN due.attempting THEN least(d.retry_count + 1, d.max_retries) ELSE d.retry_count END,
                       outcome_unknown = d.outcome_unknown OR due.attempting,
                       last_error = CASE WHEN due.attempting THEN 'outcome-unknown' ELSE d.last_error END,
                       attempting = true, attempted_at = $1, next_attempt_at = $2
                  FROM due WHERE d.tenant_id = due.tenant_id AND d.id = due.id
                RETURNING d.tenant_id, d.id, d.notification_id, d.retry_count, d.max_retries, d.attempted_at, d.message_id)
            SELECT c.*, n.title, n.body, n.ticket_id, p.email, coalesce(NOT p.notifications_enabled, false) AS unwanted,
                   p.id IS NOT NULL AND NOT coalesce(p.ticket_permissions @> needed_by(n.audience, n.notification_type), false) AS forbidden
              FROM claimed c
              JOIN notifications n ON n.tenant_id = c.tenant_id AND n.id = c.notification_id
              LEFT JOIN person p ON p.tenant_id = n.tenant_id AND p.id = n.user_id AND p.active
            """;

    private static final String SENT = """
            UPDATE deliveries SET status = 'SENT', attempting = false, next_attempt_at = NULL, last_error = NULL, delivered_at = $3
             WHERE tenant_id = $1 AND id = $2 AND status <> 'SENT'
            """;
    /** Only of this attempt: a later one has its own outcome. */
    private static final String FAILED = """
            UPDATE deliveries
               SET status = 'FAILED', attempting = false, retry_count = $4, next_attempt_at = $5,
                   outcome_unknown = outcome_unknown OR $6, last_error = $7
             WHERE tenant_id = $1 AND id = $2 AND attempting AND attempted_at = $3
            """;

    private static final String NEXT_VERSION =
            "UPDATE notifications SET version = version + 1 WHERE tenant_id = $1 AND id = $2 RETURNING version";

    private final Pool relay;
    private final PoolSql sql;
    private final Tx tx;

    DeliveryTable(@ReactiveDataSource("relay") Pool relay, PoolSql sql, Tx tx) {
        this.relay = relay;
        this.sql = sql;
        this.tx = tx;
    }

    Uni<List<Delivery>> claim(Instant now, Duration lease, int most) {
        Tuple parameters =
                Tuple.of(now.atOffset(ZoneOffset.UTC), now.plus(lease).atOffset(ZoneOffset.UTC), most);
        return Uni.createFrom()
                .completionStage(() -> sql.run(relay, CLAIM, parameters).toCompletionStage())
                .map(rows -> {
                    List<Delivery> claimed = new ArrayList<>(rows.size());
                    rows.forEach(row -> claimed.add(Delivery.of(row)));
                    return claimed;
                });
    }

    /** @param now when the server took it */
    Uni<Void> sent(Delivery delivery, Instant now) {
        return tx.write(actor(delivery), scope -> scope.query(
                        SENT, delivery.tenantId(), delivery.id(), now.atOffset(ZoneOffset.UTC))
                .flatMap(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : tell(
                                scope,
                                delivery,
                                new NotificationDelivered(delivery.notificationId(), delivery.id(), "EMAIL", now))));
    }

    /** @param now when it failed */
    Uni<Void> failed(Delivery delivery, FailedAttempt failed, Instant now) {
        return tx.write(actor(delivery), scope -> scope.query(
                        FAILED,
                        delivery.tenantId(),
                        delivery.id(),
                        delivery.attemptedAt().atOffset(ZoneOffset.UTC),
                        failed.retryCount(),
                        failed.isForGood() ? null : failed.nextAttemptAt().atOffset(ZoneOffset.UTC),
                        failed.outcomeUnknown(),
                        failed.reason())
                .flatMap(rows -> rows.rowCount() == 0 || !failed.isForGood()
                        ? Uni.createFrom().voidItem()
                        : tell(
                                scope,
                                delivery,
                                new NotificationDeliveryFailed(
                                        delivery.notificationId(), delivery.id(), "EMAIL", failed.reason(), now))));
    }

    private static Uni<Void> tell(Scope scope, Delivery delivery, DomainEvent event) {
        return scope.query(NEXT_VERSION, delivery.tenantId(), delivery.notificationId())
                .flatMap(rows -> scope.append(event, rows.iterator().next().getLong("version")));
    }

    private static Actor actor(Delivery delivery) {
        return Actor.system(delivery.tenantId(), Cause.rule("delivery", delivery.id()));
    }
}
