package io.steward.kit.tx;

import io.smallrye.mutiny.Uni;
import io.steward.events.DomainEvent;
import io.steward.kit.actor.Actor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/**
 * One open transaction: the tenant is set, the actor known. A statement is sent when {@link #query} is called, not when its result is
 * subscribed to, so that independent statements share one round trip; the transaction commits only if every statement succeeded.
 */
public interface Scope {
    Actor actor();

    /** The time of this transaction, the same for all it writes. */
    Instant now();

    /**
     * This transaction, on behalf of another actor of the same organization: what follows is done by it and because of its cause.
     *
     * @throws IllegalArgumentException for an actor of another organization
     */
    Scope onBehalfOf(Actor other);

    /** Sends a prepared statement with {@code $1}-style parameters. */
    Uni<RowSet<Row>> query(String sql, Tuple parameters);

    default Uni<RowSet<Row>> query(String sql, Object... parameters) {
        return query(sql, Tuple.from(parameters));
    }

    /**
     * Stores an event in the outbox, to be published after the commit.
     *
     * @param sequence the aggregate's version after the change; unique per aggregate
     */
    Uni<Void> append(DomainEvent event, long sequence);

    /**
     * As {@link #append}, for another organization: what belongs to the whole installation, a person say, is told to each organization
     * that it concerns. Stored when the work is done, as {@link #atTheEnd} does.
     */
    void appendIn(UUID organization, DomainEvent event, long sequence);

    /**
     * Sends a statement once the work is done, after all others and right before the commit: for a row that many transactions lock.
     * Nobody gets its answer, but its failure rolls the transaction back. It may enter another organization, because nothing comes after.
     */
    void atTheEnd(String sql, Tuple parameters);

    /**
     * Runs work in this process once the transaction has committed, on its event loop: a wake-up, say. It never runs after a rollback
     * and is lost with the process; what must happen goes by {@link #append}.
     */
    void afterCommit(Runnable work);
}
