package io.steward.identity.account;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.PoolSql;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Tells members again whose permissions on tickets changed with the definition of a role. The database notes them; each is told in a
 * transaction of its own, which takes the account first, as everything does that changes one.
 */
@ApplicationScoped
class RetellMembers {
    private static final Logger LOG = Logger.getLogger(RetellMembers.class);
    private static final int PORTION = 500;
    private static final String DUE = "SELECT tenant_id, user_id FROM members_to_retell LIMIT " + PORTION;
    private static final String LOCK = "SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE";
    private static final String TAKE = "DELETE FROM members_to_retell WHERE tenant_id = $1 AND user_id = $2";

    private final Pool relay;
    private final PoolSql sql;
    private final Tx tx;

    RetellMembers(@ReactiveDataSource("relay") Pool relay, PoolSql sql, Tx tx) {
        this.relay = relay;
        this.sql = sql;
        this.tx = tx;
    }

    /** Never fails: who could not be told is told in a later round. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return Uni.createFrom()
                .completionStage(() -> sql.run(relay, DUE, Tuple.tuple()).toCompletionStage())
                .flatMap(rows -> {
                    List<Row> due = new ArrayList<>();
                    rows.forEach(due::add);
                    return Multi.createFrom()
                            .iterable(due)
                            .onItem()
                            .transformToUniAndConcatenate(
                                    row -> retell(row.getUUID("tenant_id"), row.getUUID("user_id")))
                            .collect()
                            .last()
                            .replaceWithVoid();
                })
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.debugf(
                            "Members are told again later: %s",
                            failure.getClass().getSimpleName());
                    return Uni.createFrom().voidItem();
                });
    }

    private Uni<Void> retell(UUID tenant, UUID account) {
        Actor actor = Actor.system(tenant, Cause.rule("role-changed", Ids.next()));
        return tx.writeMany(actor, scope -> retell(scope, account));
    }

    private static Uni<Void> retell(Scope scope, UUID account) {
        return scope.query(LOCK, account)
                .chain(() -> scope.query(TAKE, scope.actor().tenantId(), account))
                .flatMap(taken ->
                        taken.rowCount() == 0 ? Uni.createFrom().voidItem() : MemberEvents.tellHere(scope, account));
    }
}
