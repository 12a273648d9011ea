package io.steward.kit.tx;

import io.steward.events.DomainEvent;
import io.steward.kit.actor.Actor;
import io.steward.kit.outbox.OutboxStatement;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One new row and the event that tells of it.
 *
 * @param statement {@code INSERT … SELECT $1::uuid, … FROM entered}: reading from {@code entered} is what makes the tenant known before
 *     the row is checked; every parameter is cast, because a SELECT's have no type of their own
 * @param values of the statement's parameters
 * @param sequence the new row's version
 */
public record Insertion<T>(String statement, List<Object> values, DomainEvent event, long sequence, T result) {

    /** The whole transaction as one statement. */
    String sql() {
        int next = values.size();
        return "WITH entered AS MATERIALIZED (SELECT set_config('app.tenant_id', $" + ++next
                + "::text, true), set_config('app.actor_id', $" + ++next
                + "::text, true), set_config('app.cause', $" + ++next + "::text, true)), made AS (" + statement
                + " RETURNING 1) " + OutboxStatement.after(next, "made");
    }

    Tuple parameters(Actor actor, Instant now) {
        List<Object> all = new ArrayList<>(values);
        all.add(actor.tenantId().toString());
        all.add(actor.accountId() == null ? "" : actor.accountId().toString());
        all.add(actor.cause().label());
        Tuple row = OutboxStatement.row(event, sequence, actor, now);
        for (int column = 0; column < row.size(); column++) {
            all.add(row.getValue(column));
        }
        return Tuple.from(all);
    }
}
