package io.steward.ticket.lifecycle;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.steward.kit.tx.PoolSql;
import io.steward.kit.tx.TxConfig;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/**
 * Gives out ticket numbers. The counter is not part of the ticket's transaction, or all creates of an organization would queue for its
 * row; requests that arrive while one fetch is under way share the next. It needs a connection of its own, so never ask from within a
 * transaction: when all hold one, none is left. A create that fails leaves a gap in the numbers, and so does a repetition.
 */
@ApplicationScoped
class TicketNumbers {
    private static final String TAKE = "SELECT next_ticket_number($1, $2, $3) AS last";

    private final Pool pool;
    private final PoolSql sql;
    private final TxConfig config;
    private final Map<Series, Queue> queues = new HashMap<>();

    TicketNumbers(Pool pool, PoolSql sql, TxConfig config) {
        this.pool = pool;
        this.sql = sql;
        this.config = config;
    }

    private record Series(UUID tenantId, TicketType type) {}

    private static final class Queue {
        private List<UniEmitter<? super String>> waiting = new ArrayList<>();
        private boolean fetching;
    }

    Uni<String> next(UUID tenantId, TicketType type) {
        Series series = new Series(tenantId, type);
        return Uni.createFrom()
                .<String>emitter(emitter -> {
                    synchronized (queues) {
                        queues.computeIfAbsent(series, key -> new Queue())
                                .waiting
                                .add(emitter);
                    }
                    fetch(series);
                })
                .ifNoItem()
                .after(config.connectionTimeout())
                .failWith(() -> new TimeoutException("No ticket number in time"));
    }

    private void fetch(Series series) {
        List<UniEmitter<? super String>> served;
        synchronized (queues) {
            Queue queue = queues.get(series);
            if (queue == null || queue.fetching) {
                return;
            }
            if (queue.waiting.isEmpty()) {
                queues.remove(series);
                return;
            }
            served = queue.waiting;
            queue.waiting = new ArrayList<>();
            queue.fetching = true;
        }
        sql.run(pool, TAKE, Tuple.of(series.tenantId(), series.type().prefix(), served.size()))
                .onComplete(taken -> {
                    synchronized (queues) {
                        queues.get(series).fetching = false;
                    }
                    fetch(series);
                    if (taken.failed()) {
                        served.forEach(emitter -> emitter.fail(taken.cause()));
                    } else {
                        hand(series.type(), taken.result(), served);
                    }
                });
    }

    private static void hand(TicketType type, RowSet<Row> taken, List<UniEmitter<? super String>> served) {
        long number = taken.iterator().next().getLong("last") - served.size();
        for (UniEmitter<? super String> emitter : served) {
            emitter.complete(type.number(++number));
        }
    }
}
