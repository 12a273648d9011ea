package io.steward.kit.tx;

import io.steward.kit.actor.Actor;
import io.vertx.sqlclient.Tuple;

/**
 * One statement, a SELECT, that sets its tenant first, so that it needs no BEGIN and no COMMIT around it.
 *
 * <p>Beside a plain {@code set_config} the order would be the planner's to choose. Here the statement refers to {@code entered} laterally:
 * there is no plan that could run it before {@code entered} has its row. Were there one, it would read without a tenant, and see nothing.
 */
final class Reading {
    private static final String BEFORE =
            "WITH entered AS MATERIALIZED (SELECT set_config('app.tenant_id', $%d, true)%s IS NOT NULL AS done) "
                    + "SELECT answer.* FROM entered CROSS JOIN LATERAL (SELECT statement.* FROM (";
    private static final String HURRIED = " || set_config('lock_timeout', '10ms', true)";
    private static final String AFTER = ") AS statement WHERE entered.done OFFSET 0) AS answer";

    private Reading() {}

    /**
     * @param statement a SELECT with the parameters {@code $1} to {@code $parameters}, without {@code FOR UPDATE}
     * @return the same rows in the same order; the parameter after the last is the tenant, as text
     */
    static String sql(String statement, int parameters) {
        return sql(statement, parameters, "");
    }

    /** The same, which fails where it would have to wait for a lock for more than a moment. */
    static String hurried(String statement, int parameters) {
        return sql(statement, parameters, HURRIED);
    }

    private static String sql(String statement, int parameters, String more) {
        return BEFORE.formatted(parameters + 1, more) + statement + AFTER;
    }

    static Tuple parameters(Actor actor, Object... values) {
        Tuple all = Tuple.tuple();
        for (Object value : values) {
            all.addValue(value);
        }
        return all.addValue(actor.tenantId().toString());
    }
}
