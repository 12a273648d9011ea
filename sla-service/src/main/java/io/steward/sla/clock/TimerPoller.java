package io.steward.sla.clock;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Looks for what is due, again and again; one look at a time, and no further than the ticket events have been read. All state is
 * confined to one event-loop context.
 */
@ApplicationScoped
class TimerPoller {
    private static final Logger LOG = Logger.getLogger(TimerPoller.class);

    private final SlaTimers timers;
    private final TicketBacklog backlog;
    private final TimerConfig config;
    private final Clock clock;
    private final Vertx vertx;
    private final Context context;
    private final TimerHorizon horizon;
    private final Instant start;
    private boolean looking;
    private boolean asking;
    private boolean failing;
    private volatile long behindMillis;
    private long lookTimer;
    private long askTimer;

    TimerPoller(
            SlaTimers timers,
            TicketBacklog backlog,
            TimerConfig config,
            Clock clock,
            Vertx vertx,
            MeterRegistry meters) {
        this.timers = timers;
        this.backlog = backlog;
        this.config = config;
        this.clock = clock;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.start = clock.instant();
        this.horizon = new TimerHorizon(config.tolerance(), config.patience(), start);
        meters.gauge("steward.sla.timers.behind.seconds", this, poller -> poller.behindMillis / 1000.0);
    }

    void start(@Observes StartupEvent event) {
        context.runOnContext(ignored -> {
            lookTimer = vertx.setPeriodic(config.poll().toMillis(), id -> look());
            askTimer = vertx.setPeriodic(config.ask().toMillis(), id -> ask());
            ask();
        });
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(lookTimer);
        vertx.cancelTimer(askTimer);
    }

    private void ask() {
        if (asking) {
            return;
        }
        asking = true;
        Instant at = clock.instant();
        backlog.ask().onComplete(outcome -> context.runOnContext(ignored -> asked(at, outcome)));
    }

    private void asked(Instant at, AsyncResult<TicketBacklog.Standing> outcome) {
        asking = false;
        if (outcome.succeeded()) {
            horizon.heard(at, outcome.result().ends(), outcome.result().read());
        } else {
            horizon.heardNothing(at);
        }
    }

    private void look() {
        if (looking) {
            return;
        }
        Instant now = clock.instant();
        Optional<Instant> until = horizon.until(now);
        behindMillis = Duration.between(until.orElse(start), now).toMillis();
        if (until.isEmpty()) {
            return;
        }
        looking = true;
        timers.fireDue(until.get(), now)
                .subscribe()
                .with(
                        fired -> context.runOnContext(ignored -> ended(null, fired)),
                        failure -> context.runOnContext(ignored -> ended(failure, 0)));
    }

    /** One line when looking begins to fail and one when it works again, not one per attempt. */
    private void ended(Throwable failure, int fired) {
        looking = false;
        if (failure != null && !failing) {
            LOG.warnf("Timers cannot be read, they wait: %s", failure.getClass().getSimpleName());
        } else if (failure == null && failing) {
            LOG.info("Timers can be read again");
        }
        failing = failure != null;
        if (fired >= config.batch()) {
            look();
        }
    }
}
