package io.steward.notification.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.steward.kit.fault.FaultPoints;
import io.steward.notification.channel.EmailChannel;
import io.steward.notification.channel.SendResult;
import io.steward.notification.channel.SendResult.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Sends the mail that is due, at least once: the attempt is stored, then made, then marked. Several processes may work side by side.
 * When to work is confined to one event-loop context.
 */
@ApplicationScoped
public class DeliveryWorker {
    private static final Logger LOG = Logger.getLogger(DeliveryWorker.class);

    private final DeliveryTable table;
    private final EmailChannel mail;
    private final DeliverySignal signal;
    private final DeliveryConfig config;
    private final Clock clock;
    private final RandomGenerator random;
    private final FaultPoints faults;
    private final MeterRegistry meters;
    private final Vertx vertx;
    private final Context context;

    private boolean running;
    private boolean again;
    private volatile boolean failing;
    private long timer;

    DeliveryWorker(
            DeliveryTable table,
            EmailChannel mail,
            DeliverySignal signal,
            DeliveryConfig config,
            Clock clock,
            RandomGenerator random,
            FaultPoints faults,
            MeterRegistry meters,
            Vertx vertx) {
        this.table = table;
        this.mail = mail;
        this.signal = signal;
        this.config = config;
        this.clock = clock;
        this.random = random;
        this.faults = faults;
        this.meters = meters;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    void start(@Observes StartupEvent event) {
        signal.listen(() -> context.runOnContext(ignored -> round()));
        context.runOnContext(ignored -> timer = vertx.setPeriodic(config.poll().toMillis(), id -> round()));
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void round() {
        if (running) {
            again = true;
            return;
        }
        running = true;
        again = false;
        run(clock.instant())
                .invoke(attempted -> report(null))
                .onFailure()
                .recoverWithItem(failure -> {
                    report(failure);
                    return 0;
                })
                .subscribe()
                .with(sent -> context.runOnContext(ignored -> {
                    running = false;
                    if (again || sent == config.batch()) {
                        round();
                    }
                }));
    }

    /** One line when looking for due mail begins to fail and one when it works again, not one per poll. */
    private void report(Throwable failure) {
        if (failure != null && !failing) {
            LOG.warnf(
                    "Mail waits, due deliveries cannot be read: %s",
                    failure.getClass().getSimpleName());
        } else if (failure == null && failing) {
            LOG.info("Due deliveries can be read again");
        }
        failing = failure != null;
    }

    /** Attempts what is due at a time; tells how much that was. */
    Uni<Integer> run(Instant now) {
        return table.claim(now, config.lease(), config.batch()).flatMap(claimed -> Multi.createFrom()
                .iterable(claimed)
                .onItem()
                .transformToUni(delivery -> attempt(delivery, now))
                .merge(config.concurrency())
                .collect()
                .last()
                .replaceWith(claimed.size()));
    }

    private Uni<Void> attempt(Delivery delivery, Instant now) {
        faults.reached("delivery.before-send");
        return send(delivery)
                .invoke(() -> faults.reached("delivery.after-send"))
                .flatMap(result -> mark(delivery, result, now))
                // The lease ends, and the mail is tried again under the same Message-ID.
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf(
                            "Delivery %s could not be marked: %s",
                            delivery.id(), failure.getClass().getSimpleName());
                    return null;
                });
    }

    private Uni<SendResult> send(Delivery delivery) {
        if (delivery.isExhausted()) {
            return Uni.createFrom().item(new SendResult(Outcome.REFUSED, "outcome-unknown"));
        }
        return delivery.message() == null
                ? Uni.createFrom().item(new SendResult(Outcome.REFUSED, "no-address"))
                : mail.send(delivery.message());
    }

    private Uni<Void> mark(Delivery delivery, SendResult result, Instant now) {
        meters.counter(
                        "steward.delivery.attempts",
                        "channel",
                        "EMAIL",
                        "outcome",
                        result.outcome().name())
                .increment();
        return result.isSent()
                ? table.sent(delivery, now)
                : table.failed(delivery, FailedAttempt.of(delivery, result, now, random.nextDouble()), now);
    }
}
