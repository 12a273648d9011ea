package io.steward.identity.deletion;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Repeats the last record of each erased membership when the one before has become old. Kafka compacts no segment that is written to,
 * and closes one only when a later record comes: on a partition where nobody is saved any more, none would.
 */
@ApplicationScoped
class RetellErasures {
    private static final Logger LOG = Logger.getLogger(RetellErasures.class);

    private final Tx tx;
    private final DeletionQueries queries;
    private final DeletionEvents events;

    RetellErasures(Tx tx, DeletionQueries queries, DeletionEvents events) {
        this.tx = tx;
        this.queries = queries;
        this.events = events;
    }

    @Scheduled(every = "30s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return tx.write(actor(), queries::toRetell)
                .flatMap(due -> Multi.createFrom()
                        .iterable(due)
                        .onItem()
                        .transformToUniAndConcatenate(
                                deletion -> tx.writeMany(actor(), scope -> retell(scope, deletion)))
                        .collect()
                        .last()
                        .replaceWithVoid())
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.debugf(
                            "Erasures are told again later: %s",
                            failure.getClass().getSimpleName());
                    return Uni.createFrom().voidItem();
                });
    }

    private Uni<Void> retell(Scope scope, UUID deletion) {
        return queries.retell(scope, deletion)
                .flatMap(mine -> mine
                        ? queries.standing(scope, deletion)
                                .flatMap(standing ->
                                        events.forgotten(scope, standing.userId(), standing.organizations()))
                        : Uni.createFrom().voidItem());
    }

    private static Actor actor() {
        return Actor.system(Ids.NIL, Cause.rule("erasure-told-again", Ids.next()));
    }
}
