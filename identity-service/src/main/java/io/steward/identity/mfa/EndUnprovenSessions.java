package io.steward.identity.mfa;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.steward.identity.session.EndReason;
import io.steward.identity.session.SessionService;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Ends the sessions of accounts that must have a second factor from now on and have none: they began by the password alone. The next
 * login enrols. One account a transaction: a role may have more members than one transaction has time for.
 */
@ApplicationScoped
class EndUnprovenSessions {
    private static final Logger LOG = Logger.getLogger(EndUnprovenSessions.class);
    private static final String DUE = "SELECT user_id FROM mfa_demands GROUP BY user_id ORDER BY min(id) LIMIT 200";
    /**
     * A login holds the account from the proof of its password to its commit: after this it either has its session, which ends, or has
     * not looked yet whether a factor is demanded.
     */
    private static final String LOCK = "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE";

    private static final String TAKE = "DELETE FROM mfa_demands WHERE user_id = $1";

    private final Tx tx;
    private final FactorTable table;
    private final SessionService sessions;

    EndUnprovenSessions(Tx tx, FactorTable table, SessionService sessions) {
        this.tx = tx;
        this.table = table;
        this.sessions = sessions;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return tx.read(actor(), DUE)
                .flatMap(rows -> {
                    List<UUID> due = new ArrayList<>(rows.size());
                    rows.forEach((Row row) -> due.add(row.getUUID("user_id")));
                    return Multi.createFrom()
                            .iterable(due)
                            .onItem()
                            .transformToUniAndConcatenate(this::end)
                            .collect()
                            .last()
                            .replaceWithVoid();
                })
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.debugf(
                            "Demands of second factors wait: %s",
                            failure.getClass().getSimpleName());
                    return Uni.createFrom().voidItem();
                });
    }

    /** Never fails: one account must not keep the others waiting. */
    private Uni<Void> end(UUID userId) {
        return tx.writeMany(actor(), scope -> end(scope, userId)).onFailure().recoverWithUni(failure -> {
            LOG.warnf(
                    "Sessions without the second factor that is demanded go on a little longer: %s",
                    failure.getClass().getSimpleName());
            return Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> end(Scope scope, UUID userId) {
        return scope.query(LOCK, userId)
                .chain(() -> scope.query(TAKE, userId))
                .flatMap(taken -> taken.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : table.state(scope, userId)
                                .flatMap(state -> state.required() && !state.enrolled()
                                        ? sessions.endAll(scope, userId, null, EndReason.MFA_REQUIRED)
                                        : Uni.createFrom().voidItem()));
    }

    private static Actor actor() {
        return Actor.system(Ids.NIL, Cause.rule("mfa-required", Ids.next()));
    }
}
