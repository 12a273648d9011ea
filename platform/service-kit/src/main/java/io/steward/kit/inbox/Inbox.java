package io.steward.kit.inbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.steward.events.CloudEventHeaders;
import io.steward.events.DomainEvent;
import io.steward.events.EventCatalog;
import io.steward.kit.fault.FaultPoints;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Handles each event once: the note that it was handled commits with its effect. The events of an organization share transactions,
 * in order per key; organizations go on side by side. A failure of the infrastructure is retried without end; an event that can
 * never be handled goes to the dead letters, and the later events of its key wait behind it.
 */
@ApplicationScoped
public class Inbox {
    private static final Logger LOG = Logger.getLogger(Inbox.class);
    private static final int ATTEMPTS_BEFORE_DEAD = 3;
    /** Events in one transaction: enough to save commits, few enough to stay far below the transaction's time. */
    private static final int TOGETHER = 100;
    /** Organizations at the same time: background work leaves most of the pool to requests. */
    private static final int SIDE_BY_SIDE = 8;

    private static final String NOTE = """
            INSERT INTO inbox (consumer, event_id, topic, aggregate_id, sequence)
            SELECT $1, e.id, $2, e.aggregate_id, e.sequence
              FROM unnest($3::uuid[], $4::uuid[], $5::bigint[]) AS e (id, aggregate_id, sequence)
            ON CONFLICT DO NOTHING RETURNING event_id
            """;

    private final Tx tx;
    private final DeadLetters deadLetters;
    private final FaultPoints faults;
    private final Counter unknown;
    private final Counter duplicates;
    private final Counter dead;
    private final String consumer;

    Inbox(
            Tx tx,
            DeadLetters deadLetters,
            FaultPoints faults,
            MeterRegistry meters,
            @ConfigProperty(name = "steward.service") String consumer) {
        this.tx = tx;
        this.deadLetters = deadLetters;
        this.faults = faults;
        // There from the start: an alert on growth would miss the first of a counter that only then appears.
        this.unknown = meters.counter("steward.inbox.unknown");
        this.duplicates = meters.counter("steward.inbox.duplicate");
        this.dead = meters.counter("steward.inbox.dead");
        this.consumer = consumer;
    }

    /** An event with the record that it came by. */
    record Delivery(ConsumerRecord<String, byte[]> message, IncomingEvent event) {}

    /** Handles a batch, which may be acknowledged when the Uni completes. It never fails. */
    public Uni<Void> handle(
            ConsumerRecords<String, byte[]> batch, Set<Class<? extends DomainEvent>> interest, EventHandler handler) {
        return Multi.createFrom()
                .iterable(EventGroups.of(batch, TOGETHER))
                .onItem()
                .transformToUni(groups -> inOrder(groups, handler, interest))
                .merge(SIDE_BY_SIDE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> inOrder(
            List<List<ConsumerRecord<String, byte[]>>> groups,
            EventHandler handler,
            Set<Class<? extends DomainEvent>> interest) {
        return oneAfterTheOther(groups, group -> {
            List<ConsumerRecord<String, byte[]>> wanted = wanted(group, interest);
            return wanted.size() > 1 ? together(wanted, handler) : alone(wanted, handler);
        });
    }

    /** What a service takes no interest in costs it no transaction; what is unreadable it must look at. */
    private List<ConsumerRecord<String, byte[]>> wanted(
            List<ConsumerRecord<String, byte[]>> records, Set<Class<? extends DomainEvent>> interest) {
        return records.stream()
                .filter(message -> {
                    Optional<String> type = IncomingEvent.header(message, CloudEventHeaders.TYPE);
                    if (type.isEmpty()) {
                        return true;
                    }
                    Optional<Class<? extends DomainEvent>> known = type.flatMap(EventCatalog::find);
                    if (known.isEmpty()) {
                        unknown.increment();
                    }
                    return known.map(interest::contains).orElse(false);
                })
                .toList();
    }

    /**
     * One transaction for the group; if anything in it fails for itself, each event is handled alone, as if there had been no group. So
     * too if the transaction ran out of time: the same group would again.
     */
    private Uni<Void> together(List<ConsumerRecord<String, byte[]>> group, EventHandler handler) {
        return Uni.createFrom()
                .deferred(() -> attempt(group, handler))
                .onFailure(failure -> failure instanceof NotYet
                        || FailureKind.isOutOfTime(failure)
                        || !FailureKind.isPassing(failure))
                .recoverWithUni(failure -> alone(group, handler))
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(2))
                .indefinitely();
    }

    private Uni<Void> alone(List<ConsumerRecord<String, byte[]>> records, EventHandler handler) {
        return oneAfterTheOther(records, message -> one(message, handler));
    }

    private Uni<Void> one(ConsumerRecord<String, byte[]> message, EventHandler handler) {
        return Uni.createFrom()
                .deferred(() -> attempt(List.of(message), handler))
                .onFailure(failure -> !FailureKind.isPassing(failure) && !(failure instanceof UnreadableEvent))
                .retry()
                .withBackOff(Duration.ofMillis(20), Duration.ofMillis(200))
                .atMost(ATTEMPTS_BEFORE_DEAD - 1)
                .onFailure(failure -> !FailureKind.isPassing(rootOf(failure)))
                .recoverWithUni(failure -> bury(message, rootOf(failure)))
                .onFailure()
                .invoke(failure -> LOG.debugf(
                        "Waiting for the infrastructure: %s", failure.getClass().getSimpleName()))
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(2))
                .indefinitely();
    }

    private Uni<Void> attempt(List<ConsumerRecord<String, byte[]>> messages, EventHandler handler) {
        List<Delivery> deliveries = messages.stream()
                .map(message -> new Delivery(message, IncomingEvent.read(message)))
                .toList();
        return tx.writeMany(deliveries.getFirst().event().actor(), scope -> newOnes(scope, deliveries)
                        .flatMap(fresh -> {
                            if (fresh.isEmpty()) {
                                return Uni.createFrom().voidItem();
                            }
                            return handler.handle(scope, fresh).invoke(() -> faults.reached("consumer.before-commit"));
                        }))
                .invoke(() -> faults.reached("consumer.after-commit"));
    }

    /** Notes the events as handled; returns those that were not before, without those that are parked behind a dead letter. */
    private Uni<List<IncomingEvent>> newOnes(Scope scope, List<Delivery> deliveries) {
        Uni<Set<UUID>> notes = note(scope, consumer, deliveries);
        Uni<Set<String>> blocks = deadLetters.blockedKeys(scope, deliveries);
        return notes.flatMap(noted -> blocks.flatMap(blocked -> {
            List<IncomingEvent> fresh = new ArrayList<>();
            Uni<Void> parked = Uni.createFrom().voidItem();
            for (Delivery delivery : deliveries) {
                // Taken from the set, because the same event may come twice in one batch.
                if (!noted.remove(delivery.event().id())) {
                    duplicates.increment();
                } else if (blocked.contains(delivery.message().key())) {
                    Uni<Void> one = deadLetters.park(scope, delivery.message());
                    parked = parked.chain(() -> one);
                } else {
                    fresh.add(delivery.event());
                }
            }
            return parked.replaceWith(fresh);
        }));
    }

    /** Notes events of one topic as handled; returns the ids of those that were not already. */
    static Uni<Set<UUID>> note(Scope scope, String consumer, List<Delivery> deliveries) {
        List<IncomingEvent> events = deliveries.stream().map(Delivery::event).toList();
        return scope.query(
                        NOTE,
                        consumer,
                        deliveries.getFirst().message().topic(),
                        events.stream().map(IncomingEvent::id).toArray(UUID[]::new),
                        events.stream().map(IncomingEvent::aggregateId).toArray(UUID[]::new),
                        events.stream().map(IncomingEvent::sequence).toArray(Long[]::new))
                .map(rows -> {
                    Set<UUID> noted = new HashSet<>();
                    rows.forEach(row -> noted.add(row.getUUID("event_id")));
                    return noted;
                });
    }

    private Uni<Void> bury(ConsumerRecord<String, byte[]> message, Throwable failure) {
        LOG.errorf(
                failure instanceof UnreadableEvent ? null : failure,
                "Dead letter from %s-%d@%d: %s",
                message.topic(),
                message.partition(),
                message.offset(),
                FailureKind.describe(failure));
        dead.increment();
        return deadLetters.bury(message, FailureKind.describe(failure));
    }

    private static <T> Uni<Void> oneAfterTheOther(List<T> items, Function<T, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** A retry that is exhausted wraps what failed. */
    private static Throwable rootOf(Throwable failure) {
        return failure instanceof IllegalStateException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
