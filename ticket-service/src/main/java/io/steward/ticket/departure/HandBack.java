package io.steward.ticket.departure;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.steward.events.TicketEvent.TicketAssigned;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.inbox.FailureKind;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.PoolSql;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Makes nobody's what is assigned to somebody who is gone, and the open tickets of somebody who was deactivated, left, or lost the
 * right to work on tickets. An agent of years has more tickets than fit into one transaction, so they are taken back in portions; what
 * is left when a process dies is found again.
 */
@ApplicationScoped
class HandBack {
    private static final Logger LOG = Logger.getLogger(HandBack.class);
    private static final int PORTION = 200;
    private static final String ERASED = "account-erased";
    private static final String DUE = """
            SELECT tenant_id, person_id, 'account-erased' AS cause FROM departures WHERE state = 'GONE' AND NOT handed_back
            UNION ALL
            SELECT tenant_id, person_id, cause FROM hand_backs
             LIMIT 100
            """;
    /** Of a portion, so that one who may work again meanwhile keeps the rest. */
    private static final String ASKED = "SELECT 1 FROM hand_backs WHERE tenant_id = $1 AND person_id = $2 FOR UPDATE";

    private static final String TAKE = """
            UPDATE tickets SET assigned_to = NULL, version = version + 1, updated_at = $3
             WHERE tenant_id = $1 AND id IN (
                   SELECT id FROM tickets WHERE tenant_id = $1 AND assigned_to = $2 AND ($5 OR status <> 'CLOSED')
                    ORDER BY id LIMIT $4 FOR NO KEY UPDATE)
            RETURNING id, ticket_number, title, requestor_id, version
            """;
    private static final String DONE = """
            WITH gone AS (UPDATE departures SET handed_back = true WHERE tenant_id = $1 AND person_id = $2 AND $3)
            DELETE FROM hand_backs WHERE tenant_id = $1 AND person_id = $2
            """;

    private final Pool relay;
    private final PoolSql sql;
    private final Tx tx;

    HandBack(@ReactiveDataSource("relay") Pool relay, PoolSql sql, Tx tx) {
        this.relay = relay;
        this.sql = sql;
        this.tx = tx;
    }

    /** Looks at once, and not only at the next round. */
    void wake() {
        run().subscribe().with(done -> {}, failure -> {});
    }

    /** Never fails: what could not be done is looked at again. */
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return Uni.createFrom()
                .completionStage(() -> sql.run(relay, DUE, Tuple.tuple()).toCompletionStage())
                .flatMap(rows -> {
                    List<Row> due = new ArrayList<>();
                    rows.forEach(due::add);
                    return Multi.createFrom()
                            .iterable(due)
                            .onItem()
                            .transformToUniAndConcatenate(row ->
                                    all(row.getUUID("tenant_id"), row.getUUID("person_id"), row.getString("cause")))
                            .collect()
                            .last()
                            .replaceWithVoid();
                })
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.debugf(
                            "Tickets of people who are gone wait: %s",
                            failure.getClass().getSimpleName());
                    return Uni.createFrom().voidItem();
                });
    }

    private Uni<Void> all(UUID tenant, UUID person, String cause) {
        Actor actor = Actor.system(tenant, Cause.rule(cause, Ids.next()));
        boolean erased = cause.equals(ERASED);
        return tx.writeMany(actor, scope -> isDue(scope, person, erased)
                        .flatMap(due -> due
                                ? portion(scope, person, erased)
                                : Uni.createFrom().item(0)))
                .flatMap(taken -> taken < PORTION
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().deferred(() -> all(tenant, person, cause)))
                .onFailure(failure -> !FailureKind.isPassing(failure))
                .recoverWithUni(failure -> {
                    LOG.errorf(failure, "Tickets of somebody who is gone cannot be taken back");
                    return Uni.createFrom().voidItem();
                });
    }

    private static Uni<Boolean> isDue(Scope scope, UUID person, boolean erased) {
        return erased
                ? Uni.createFrom().item(true)
                : scope.query(ASKED, scope.actor().tenantId(), person).map(rows -> rows.size() > 0);
    }

    private static Uni<Integer> portion(Scope scope, UUID person, boolean erased) {
        UUID tenant = scope.actor().tenantId();
        return scope.query(TAKE, tenant, person, scope.now().atOffset(ZoneOffset.UTC), PORTION, erased)
                .call(taken -> tell(scope, person, taken))
                .call(taken -> taken.rowCount() < PORTION
                        ? scope.query(DONE, tenant, person, erased).replaceWithVoid()
                        : Uni.createFrom().voidItem())
                .map(RowSet::rowCount);
    }

    private static Uni<Void> tell(Scope scope, UUID person, RowSet<Row> taken) {
        List<Uni<Void>> told = new ArrayList<>();
        taken.forEach(row -> told.add(scope.append(
                new TicketAssigned(
                        row.getUUID("id"),
                        row.getString("ticket_number"),
                        row.getString("title"),
                        row.getUUID("requestor_id"),
                        person,
                        null,
                        null,
                        scope.now()),
                row.getLong("version"))));
        return told.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(told).andFailFast().replaceWithVoid();
    }
}
