package io.steward.sla.clock;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Looks for what is due, again and again; one look at a time. All state is confined to one event-loop context. */
@ApplicationScoped
class TimerPoller {
    private static final Logger LOG = Logger.getLogger(TimerPoller.class);

    private final SlaTimers timers;
    private final TimerConfig config;
    private final Clock clock;
    private final Vertx vertx;
    private final Context context;
    private boolean looking;
    private boolean failing;
    private long timer;

    TimerPoller(SlaTimers timers, TimerConfig config, Clock clock, Vertx vertx) {
        this.timers = timers;
        this.config = config;
        this.clock = clock;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    void start(@Observes StartupEvent event) {
        context.runOnContext(ignored -> timer = vertx.setPeriodic(config.poll().toMillis(), id -> look()));
    }

    void stop(@Observes ShutdownEvent event) {
        vertx.cancelTimer(timer);
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        timers.fireDue(clock.instant())
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
