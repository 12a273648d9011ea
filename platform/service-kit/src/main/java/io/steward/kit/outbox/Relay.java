package io.steward.kit.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.steward.kit.fault.FaultPoints;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.ObserverMethod;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Publishes the outbox: at least once, in order per aggregate, a batch in one transaction of Kafka. What Kafka does not take holds back its own aggregate, or topic, alone. Whoever
 * has lost the lease publishes nothing more, because its successor has shut it out. All state is confined to one event-loop context.
 */
@ApplicationScoped
public class Relay {
    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final int BEFORE_THE_PUBLISHER = ObserverMethod.DEFAULT_PRIORITY - 100;
    /** How long a stop waits for the round under way. */
    private static final Duration LEAVE_TAKING = Duration.ofSeconds(2);

    private static final Duration TRY_AGAIN = Duration.ofSeconds(10);

    private final OutboxTable table;
    private final EventPublisher publisher;
    private final OutboxSignal signal;
    private final RelayConfig config;
    private final FaultPoints faults;
    private final Counter published;
    private final Counter refused;
    private final Context context;
    private final Vertx vertx;

    private final Promise<Void> idle = Promise.promise();
    private final Set<UUID> stopped = new HashSet<>();
    private final Set<String> missing = new HashSet<>();
    private long setAsideAt;
    /** Whether every publisher before is shut out. */
    private boolean alone;

    private List<Short> shards = List.of();
    private long leasedAt;
    private final RecentLoad load = new RecentLoad();
    private long begunAt;
    private boolean running;
    private boolean ending;
    private boolean again;
    private boolean waiting;
    private int removedSinceTidy;
    private boolean tidying;
    private boolean failing;
    private long timer;

    Relay(
            OutboxTable table,
            EventPublisher publisher,
            OutboxSignal signal,
            RelayConfig config,
            FaultPoints faults,
            MeterRegistry meters,
            Vertx vertx) {
        this.table = table;
        this.publisher = publisher;
        this.signal = signal;
        this.config = config;
        this.faults = faults;
        // There from the start: an alert on growth would miss the first of a counter that only then appears.
        this.published = meters.counter("steward.outbox.published");
        this.refused = meters.counter("steward.outbox.failed");
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.begunAt = System.nanoTime() - config.pace().toNanos();
    }

    void start(@Observes StartupEvent event) {
        signal.listen(() -> context.runOnContext(ignored -> wake()));
        context.runOnContext(ignored -> timer = vertx.setPeriodic(config.poll().toMillis(), id -> {
            tryAgain();
            round();
        }));
    }

    /** What Kafka did not take is tried again from time to time, not with each poll: it costs the others a transaction. */
    private void tryAgain() {
        long now = System.nanoTime();
        if (now - setAsideAt > TRY_AGAIN.toNanos()) {
            setAsideAt = now;
            stopped.clear();
            missing.clear();
        }
    }

    /** Lets the round under way end, then gives the shards up: another instance need not wait for the lease to expire. */
    void stop(@Observes @Priority(BEFORE_THE_PUBLISHER) ShutdownEvent event) {
        vertx.cancelTimer(timer);
        context.runOnContext(ignored -> {
            ending = true;
            if (!running) {
                idle.tryComplete();
            }
        });
        try {
            idle.future()
                    .compose(ignored -> table.release())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LEAVE_TAKING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debugf("The outbox's lease runs out by itself: %s", e.getClass().getSimpleName());
        }
    }

    /** At once, as a rule. Under load rounds keep apart, so that each has more to do: for the readers too, who get larger batches. */
    private void wake() {
        if (waiting) {
            return;
        }
        long early = config.pace().toNanos() - (System.nanoTime() - begunAt);
        if (early <= 0 || load.perSecond(System.nanoTime()) < config.paceAbove()) {
            round();
        } else {
            waiting = true;
            vertx.setTimer(Math.max(1, early / 1_000_000), id -> {
                waiting = false;
                round();
            });
        }
    }

    private void round() {
        if (ending) {
            return;
        }
        if (running) {
            again = true;
            return;
        }
        running = true;
        again = false;
        begunAt = System.nanoTime();
        leases().compose(ignored -> publishNext())
                .onComplete(outcome -> context.runOnContext(ignored -> {
                    running = false;
                    report(outcome.cause());
                    if (ending) {
                        idle.tryComplete();
                    } else if (outcome.succeeded() && outcome.result()) {
                        round();
                    } else if (outcome.succeeded() && again) {
                        wake();
                    }
                }));
    }

    /** Has the lease and the producer that goes with it, or no shards. */
    private Future<Void> leases() {
        long now = System.nanoTime();
        long third = config.lease().toNanos() / 3;
        if (!shards.isEmpty() && alone && now - leasedAt < third) {
            return Future.succeededFuture();
        }
        return leased(now)
                .compose(kept -> {
                    if (shards.isEmpty() || kept && alone) {
                        return Future.succeededFuture();
                    }
                    alone = false;
                    // Who was paused in between must not shut out its successor and go on: the lease is looked at once
                    // more.
                    return publisher
                            .takeOver()
                            .compose(taken -> leased(System.nanoTime()))
                            .onSuccess(kept2 -> alone = kept2)
                            .<Void>mapEmpty();
                })
                .onSuccess(ignored -> {
                    if (!alone) {
                        shards = List.of();
                    }
                })
                .onFailure(failure -> shards = List.of());
    }

    private Future<Boolean> leased(long now) {
        return table.lease(config.lease().toMillis()).map(lease -> {
            shards = lease.shards();
            leasedAt = now;
            return lease.kept();
        });
    }

    /** Whether there may be more to publish at once. */
    private Future<Boolean> publishNext() {
        if (shards.isEmpty()) {
            return Future.succeededFuture(false);
        }
        return table.next(shards, stopped, missing, config.batch()).compose(rows -> {
            if (rows.isEmpty()) {
                return Future.succeededFuture(false);
            }
            Set<String> topics = rows.stream().map(OutboxRow::topic).collect(Collectors.toSet());
            return publisher.missing(topics).compose(without -> without.isEmpty() ? publish(rows) : setAside(without));
        });
    }

    private Future<Boolean> publish(List<OutboxRow> rows) {
        return publisher
                .publish(rows.stream().map(row -> row.toRecord(config.source())).toList())
                .compose(sent -> {
                    faults.reached("relay.before-remove");
                    published.increment(rows.size());
                    load.add(rows.size(), System.nanoTime());
                    return table.remove(rows.stream().map(OutboxRow::id).toList());
                })
                .map(removed -> {
                    tidy(rows.size());
                    return rows.size() == config.batch();
                })
                .recover(failure -> {
                    if (failure instanceof EventPublisher.NotTaken refused) {
                        refused.records().forEach(place -> stop(rows.get(place), refused.getCause()));
                        return Future.succeededFuture(true);
                    }
                    alone = false;
                    this.refused.increment();
                    return Future.failedFuture(failure);
                });
    }

    /** Rows for a topic that Kafka lacks wait; the others go on. */
    private Future<Boolean> setAside(Set<String> without) {
        missing.addAll(without);
        refused.increment();
        LOG.errorf("Kafka has no topic %s: its events wait in the outbox. Create it; nothing else is needed.", without);
        return Future.succeededFuture(true);
    }

    /** Removed rows lie in the way of every round until they are cleared away, and autovacuum comes by once a minute at best. */
    private void tidy(int removed) {
        removedSinceTidy += removed;
        if (removedSinceTidy >= config.tidyAfter() && !tidying) {
            tidying = true;
            removedSinceTidy = 0;
            table.tidy()
                    .onComplete(outcome -> context.runOnContext(ignored -> {
                        tidying = false;
                        if (outcome.failed()) {
                            LOG.debugf(
                                    "The outbox could not be tidied: %s",
                                    outcome.cause().getClass().getSimpleName());
                        }
                    }));
        }
    }

    private void stop(OutboxRow row, Throwable failure) {
        stopped.add(row.aggregateId());
        refused.increment();
        report(failure);
    }

    /** One line when publishing begins to fail and one when it works again, not one per attempt. */
    private void report(Throwable failure) {
        if (failure != null && !failing) {
            LOG.warnf(
                    "Publishing fails, events wait in the outbox: %s",
                    failure.getClass().getSimpleName());
        } else if (failure == null && failing && stopped.isEmpty()) {
            LOG.info("Publishing works again");
        }
        failing = failure != null || (failing && !stopped.isEmpty());
    }
}
