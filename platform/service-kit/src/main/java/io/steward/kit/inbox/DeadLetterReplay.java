package io.steward.kit.inbox;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.tx.PoolSql;
import io.steward.kit.tx.Tx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Carries out what an operator decided on a dead letter ({@code steward dlq replay|discard}), then lets the parked events of its key
 * follow, in order. The decision is a state in the table, so that it survives a restart and needs no open port. Every instance looks;
 * the letter's row decides which of them handles it.
 */
@ApplicationScoped
class DeadLetterReplay {
    private static final Logger LOG = Logger.getLogger(DeadLetterReplay.class);
    /** The first open letter of each key, if it may go: one that is to be replayed, or a parked one with nothing open before it. */
    private static final String DUE = """
            SELECT * FROM (
                SELECT DISTINCT ON (topic, record_key) id, topic, partition, record_offset, record_key, tenant_id, headers, payload, state
                  FROM dead_letters
                 WHERE consumer = $1 AND state IN ('DEAD', 'PARKED', 'REPLAY')
                 ORDER BY topic, record_key, record_offset) first_open
             WHERE state <> 'DEAD' LIMIT 100
            """;

    private static final String SETTLE = """
            UPDATE dead_letters SET state = $2, reason = coalesce($3, reason), updated_at = now()
             WHERE id = $1 AND state IN ('PARKED', 'REPLAY')
            """;

    private final Pool relay;
    private final PoolSql sql;
    private final Tx tx;
    private final Consumers consumers;
    private final String consumer;

    DeadLetterReplay(
            @ReactiveDataSource("relay") Pool relay,
            PoolSql sql,
            Tx tx,
            Consumers consumers,
            @ConfigProperty(name = "steward.service") String consumer) {
        this.relay = relay;
        this.sql = sql;
        this.tx = tx;
        this.consumers = consumers;
        this.consumer = consumer;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return Uni.createFrom()
                .completionStage(() -> sql.run(relay, DUE, Tuple.of(consumer)).toCompletionStage())
                .flatMap(rows -> {
                    List<Row> due = new ArrayList<>();
                    rows.forEach(due::add);
                    return Multi.createFrom()
                            .iterable(due)
                            .onItem()
                            .transformToUniAndConcatenate(this::replay)
                            .collect()
                            .last()
                            .replaceWithVoid();
                })
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.debugf(
                            "Dead letters cannot be read now: %s",
                            failure.getClass().getSimpleName());
                    return Uni.createFrom().voidItem();
                });
    }

    /** Never fails: the letters of other keys need not wait for what is wrong with this one. */
    private Uni<Void> replay(Row row) {
        UUID id = row.getUUID("id");
        Actor actor =
                Actor.system(row.getUUID("tenant_id"), new Cause("dead-letter-replay", id.toString(), null, null));
        return Uni.createFrom()
                .deferred(() -> handleAgain(actor, id, row))
                .onFailure(failure -> !FailureKind.isPassing(failure))
                .recoverWithUni(failure -> {
                    LOG.warnf("Replay of dead letter %s failed: %s", id, FailureKind.describe(failure));
                    return settle(actor, id, "DEAD", FailureKind.describe(failure));
                })
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.debugf(
                            "Dead letter %s is tried again: %s",
                            id, failure.getClass().getSimpleName());
                    return Uni.createFrom().voidItem();
                });
    }

    /** The row first: an instance that comes second waits for it, and finds it settled. */
    private Uni<Void> handleAgain(Actor actor, UUID id, Row row) {
        ConsumerRecord<String, byte[]> message = record(row);
        Optional<EventHandler> handler = consumers.of(message.topic());
        if (handler.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        IncomingEvent event = IncomingEvent.read(message);
        return tx.write(event.actor(), scope -> scope.query(SETTLE, id, "REPLAYED", null)
                .flatMap(settled -> settled.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : Inbox.note(scope, consumer, List.of(new Inbox.Delivery(message, event)))
                                .flatMap(ignored -> handler.get().handle(scope, List.of(event)))));
    }

    private Uni<Void> settle(Actor actor, UUID id, String state, String reason) {
        return tx.write(actor, scope -> scope.query(SETTLE, id, state, reason).replaceWithVoid());
    }

    private static ConsumerRecord<String, byte[]> record(Row row) {
        ConsumerRecord<String, byte[]> message = new ConsumerRecord<>(
                row.getString("topic"),
                row.getInteger("partition"),
                row.getLong("record_offset"),
                row.getString("record_key"),
                row.getBuffer("payload").getBytes());
        JsonObject headers = row.getJsonObject("headers");
        headers.forEach(header -> message.headers()
                .add(header.getKey(), header.getValue().toString().getBytes(StandardCharsets.UTF_8)));
        return message;
    }
}
