package io.steward.sla.clock;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.PoolSql;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Finds what is due in all organizations, by the relay's role, and tells it ticket by ticket in a transaction of the ticket's own
 * organization, which looks again. Several instances may do so at the same time.
 */
@ApplicationScoped
public class SlaTimers {
    private static final Logger LOG = Logger.getLogger(SlaTimers.class);
    private static final String DUE = """
            SELECT tenant_id, ticket_id, min(next_fire_at) AS at FROM sla_clocks
             WHERE next_fire_at <= $1 AND ticket_id <> ALL($2)
             GROUP BY tenant_id, ticket_id ORDER BY at LIMIT $3
            """;

    private final Pool relay;
    private final PoolSql sql;
    private final Tx tx;
    private final TicketClocks clocks;
    private final TimerConfig config;
    private final Map<UUID, Instant> pausedUntil = new ConcurrentHashMap<>();

    SlaTimers(@ReactiveDataSource("relay") Pool relay, PoolSql sql, Tx tx, TicketClocks clocks, TimerConfig config) {
        this.relay = relay;
        this.sql = sql;
        this.tx = tx;
        this.clocks = clocks;
        this.config = config;
    }

    private record Due(UUID tenantId, UUID ticketId) {}

    /** Tells at {@code now} what is due until {@code until}, a batch at most; returns how much that was. */
    public Uni<Integer> fireDue(Instant until, Instant now) {
        pausedUntil.values().removeIf(end -> !end.isAfter(now));
        return due(until).flatMap(tickets -> Multi.createFrom()
                .iterable(tickets)
                .onItem()
                .transformToUni(ticket -> fire(ticket, until, now))
                .merge(config.concurrency())
                .collect()
                .with(java.util.stream.Collectors.summingInt(Integer::intValue)));
    }

    private Uni<List<Due>> due(Instant until) {
        Tuple parameters = Tuple.of(Columns.of(until), pausedUntil.keySet().toArray(UUID[]::new), config.batch());
        return Uni.createFrom()
                .completionStage(() -> sql.run(relay, DUE, parameters).toCompletionStage())
                .map(rows -> {
                    List<Due> due = new ArrayList<>(rows.size());
                    for (Row row : rows) {
                        due.add(new Due(row.getUUID("tenant_id"), row.getUUID("ticket_id")));
                    }
                    return due;
                });
    }

    private Uni<Integer> fire(Due due, Instant until, Instant now) {
        Actor timer = Actor.system(due.tenantId(), Cause.rule("sla-timer", Ids.next()));
        return tx.write(timer, scope -> clocks.fire(scope, due.ticketId(), until, now))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf(failure, "The timers of ticket %s failed; they are tried again", due.ticketId());
                    pausedUntil.put(due.ticketId(), now.plus(config.pause()));
                    return 0;
                });
    }
}
