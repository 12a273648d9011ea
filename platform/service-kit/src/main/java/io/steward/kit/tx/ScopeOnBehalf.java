package io.steward.kit.tx;

import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.kit.actor.Actor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** A stretch of a transaction that another actor is responsible for. */
record ScopeOnBehalf(OpenScope transaction, Actor actor) implements Scope {
    @Override
    public Scope onBehalfOf(Actor other) {
        return transaction.onBehalfOf(other);
    }

    @Override
    public Instant now() {
        return transaction.now();
    }

    @Override
    public Uni<RowSet<Row>> query(String sql, Tuple parameters) {
        return transaction.query(sql, parameters, actor);
    }

    @Override
    public Uni<Void> append(DomainEvent event, long sequence) {
        return transaction.append(event, sequence, actor);
    }

    @Override
    public void appendIn(UUID organization, DomainEvent event, long sequence) {
        transaction.appendIn(organization, event, sequence, actor);
    }

    @Override
    public void atTheEnd(String sql, Tuple parameters) {
        transaction.atTheEnd(sql, parameters);
    }

    @Override
    public void afterCommit(Runnable work) {
        transaction.afterCommit(work);
    }
}
