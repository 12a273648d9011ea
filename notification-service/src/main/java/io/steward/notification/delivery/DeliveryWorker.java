package io.steward.notification.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.steward.kit.fault.FaultPoints;
import io.steward.mail.SendResult;
import io.steward.mail.SendResult.Outcome;
import io.steward.mail.SmtpConfig;
import io.steward.notification.channel.EmailChannel;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Sends the mail that is due, at least once: the attempt is stored, then made, then marked. Several processes may work side by side.
 * No more is claimed than can be sent at once, so that an attempt begins with its lease; a slot that comes free is filled again without
 * waiting for the others. How many are free is confined to one event-loop context.
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

    private int free;
    private boolean looking;
    private boolean more;
    private boolean failing;
    private long timer;

    DeliveryWorker(
            DeliveryTable table,
            EmailChannel mail,
            DeliverySignal signal,
            DeliveryConfig config,
            SmtpConfig smtp,
            Clock clock,
            RandomGenerator random,
            FaultPoints faults,
            MeterRegistry meters,
            Vertx vertx) {
        if (config.lease().compareTo(smtp.patience().multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("steward.delivery.lease must be at least twice steward.smtp.patience");
        }
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
        this.free = config.concurrency();
    }

    void start(@Observes StartupEvent event) {
        signal.listen(() -> context.runOnContext(ignored -> look()));
        context.runOnContext(ignored -> timer = vertx.setPeriodic(config.poll().toMillis(), id -> look()));
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    /** Fills the free slots. What cannot be looked for now is looked for when a slot comes free. */
    private void look() {
        if (looking || free == 0) {
            more = true;
            return;
        }
        looking = true;
        more = false;
        int most = free;
        claim(clock.instant(), most)
                .subscribe()
                .with(
                        claimed -> context.runOnContext(ignored -> {
                            report(null);
                            looking = false;
                            free -= claimed.size();
                            claimed.forEach(delivery -> attempt(delivery)
                                    .subscribe()
                                    .with(done -> context.runOnContext(later -> slotCameFree())));
                            if (more || claimed.size() == most) {
                                look();
                            }
                        }),
                        failure -> context.runOnContext(ignored -> {
                            report(failure);
                            looking = false;
                        }));
    }

    private void slotCameFree() {
        free++;
        if (more) {
            look();
        }
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

    /** Takes mail that is due at a time for an attempt that must follow at once. */
    Uni<List<Delivery>> claim(Instant now, int most) {
        return table.claim(now, config.lease(), most);
    }

    /** Never fails. */
    Uni<Void> attempt(Delivery delivery) {
        faults.reached("delivery.before-send");
        return send(delivery)
                .invoke(() -> faults.reached("delivery.after-send"))
                .flatMap(result -> mark(delivery, result, clock.instant()))
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
        if (delivery.unwanted()) {
            return Uni.createFrom().item(new SendResult(Outcome.REFUSED, "notifications-off"));
        }
        if (delivery.forbidden()) {
            return Uni.createFrom().item(new SendResult(Outcome.REFUSED, "may-not-read"));
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
