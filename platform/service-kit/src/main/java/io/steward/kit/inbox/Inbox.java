package io.steward.kit.inbox;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Handles each event once: the note that it was handled commits with its effect. Partitions go on side by side, the records of one
 * in order. A failure of the infrastructure is retried without end; an event that can never be handled goes to the dead letters,
 * and the later events of its key wait behind it.
 */
@ApplicationScoped
public class Inbox {
    private static final Logger LOG = Logger.getLogger(Inbox.class);
    private static final int ATTEMPTS_BEFORE_DEAD = 3;
    /** Events in one transaction: enough to save commits, few enough to stay far below the transaction's time. */
    private static final int TOGETHER = 20;

    private static final String NOTE = """
            INSERT INTO inbox (consumer, event_id, topic, aggregate_id, sequence) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            """;

    private final Tx tx;
    private final DeadLetters deadLetters;
    private final FaultPoints faults;
    private final MeterRegistry meters;
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
        this.meters = meters;
        this.consumer = consumer;
    }

    /** Handles a batch, each event in a transaction of its own; the batch may be acknowledged when the Uni completes. It never fails. */
    public Uni<Void> handle(
            ConsumerRecords<String, byte[]> batch, Set<Class<? extends DomainEvent>> interest, EventHandler handler) {
        return partitions(batch, 1, interest, handler);
    }

    /**
     * The same with several events of a partition in one transaction, which costs a commit for all of them. Only for handlers that take
     * the locks of no two aggregates that another partition may take in the other order.
     */
    public Uni<Void> handleTogether(
            ConsumerRecords<String, byte[]> batch, Set<Class<? extends DomainEvent>> interest, EventHandler handler) {
        return partitions(batch, TOGETHER, interest, handler);
    }

    private Uni<Void> partitions(
            ConsumerRecords<String, byte[]> batch,
            int together,
            Set<Class<? extends DomainEvent>> interest,
            EventHandler handler) {
        List<Uni<Void>> partitions = batch.partitions().stream()
                .map(partition -> inOrder(wanted(batch.records(partition), interest), together, handler))
                .toList();
        return partitions.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(partitions).andFailFast().replaceWithVoid();
    }

    /** What a service takes no interest in costs it no transaction; what is unreadable it must look at. */
    private List<ConsumerRecord<String, byte[]>> wanted(
            List<ConsumerRecord<String, byte[]>> records, Set<Class<? extends DomainEvent>> interest) {
        return records.stream()
                .filter(message -> IncomingEvent.header(message, CloudEventHeaders.TYPE)
                        .flatMap(EventCatalog::find)
                        .map(interest::contains)
                        .orElse(true))
                .toList();
    }

    private Uni<Void> inOrder(List<ConsumerRecord<String, byte[]>> records, int together, EventHandler handler) {
        List<List<ConsumerRecord<String, byte[]>>> groups = EventGroups.of(records, together);
        return Multi.createFrom()
                .iterable(groups)
                .onItem()
                .transformToUniAndConcatenate(
                        group -> group.size() == 1 ? one(group.getFirst(), handler) : together(group, handler))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** One transaction for the group; if anything in it fails for itself, each event is handled alone, as if there had been no group. */
    private Uni<Void> together(List<ConsumerRecord<String, byte[]>> group, EventHandler handler) {
        return Uni.createFrom()
                .deferred(() -> attemptTogether(group, handler))
                .onFailure(failure -> !FailureKind.isPassing(failure))
                .recoverWithUni(failure -> inOrder(group, 1, handler))
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(100), Duration.ofSeconds(2))
                .indefinitely();
    }

    private Uni<Void> attemptTogether(List<ConsumerRecord<String, byte[]>> group, EventHandler handler) {
        IncomingEvent first = IncomingEvent.read(group.getFirst()).orElseThrow();
        return tx.write(first.actor(), scope -> Multi.createFrom()
                        .iterable(group)
                        .onItem()
                        .transformToUniAndConcatenate(message -> {
                            IncomingEvent event = IncomingEvent.read(message).orElseThrow();
                            return inScope(scope.onBehalfOf(event.actor()), message, event, handler);
                        })
                        .collect()
                        .last())
                .invoke(() -> faults.reached("consumer.after-commit"))
                .replaceWithVoid();
    }

    private Uni<Void> one(ConsumerRecord<String, byte[]> message, EventHandler handler) {
        return Uni.createFrom()
                .deferred(() -> attempt(message, handler))
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

    private Uni<Void> attempt(ConsumerRecord<String, byte[]> message, EventHandler handler) {
        Optional<IncomingEvent> readable = IncomingEvent.read(message);
        if (readable.isEmpty()) {
            meters.counter("steward.inbox.unknown").increment();
            return Uni.createFrom().voidItem();
        }
        IncomingEvent event = readable.get();
        return tx.write(event.actor(), scope -> inScope(scope, message, event, handler))
                .invoke(() -> faults.reached("consumer.after-commit"));
    }

    private Uni<Void> inScope(
            Scope scope, ConsumerRecord<String, byte[]> message, IncomingEvent event, EventHandler handler) {
        Uni<Boolean> isNew = note(scope, consumer, message.topic(), event);
        Uni<Boolean> blocked = deadLetters.blocks(scope, message);
        return isNew.flatMap(first -> blocked.flatMap(behind -> {
            if (!first) {
                meters.counter("steward.inbox.duplicate").increment();
                return Uni.createFrom().voidItem();
            }
            if (behind) {
                return deadLetters.park(scope, message);
            }
            return handler.handle(scope, event).invoke(() -> faults.reached("consumer.before-commit"));
        }));
    }

    /** Notes the event as handled; false when it was already. */
    static Uni<Boolean> note(Scope scope, String consumer, String topic, IncomingEvent event) {
        return scope.query(NOTE, consumer, event.id(), topic, event.aggregateId(), event.sequence())
                .map(rows -> rows.rowCount() == 1);
    }

    private Uni<Void> bury(ConsumerRecord<String, byte[]> message, Throwable failure) {
        LOG.errorf(
                failure instanceof UnreadableEvent ? null : failure,
                "Dead letter from %s-%d@%d: %s",
                message.topic(),
                message.partition(),
                message.offset(),
                FailureKind.describe(failure));
        meters.counter("steward.inbox.dead").increment();
        return deadLetters.bury(message, FailureKind.describe(failure));
    }

    /** A retry that is exhausted wraps what failed. */
    private static Throwable rootOf(Throwable failure) {
        return failure instanceof IllegalStateException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
