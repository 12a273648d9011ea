package io.steward.kit.tx;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** How a statement reaches the connection of an open transaction, whichever door opened it. */
@FunctionalInterface
interface SqlDoor {
    Future<RowSet<Row>> run(String sql, Tuple parameters);
}
