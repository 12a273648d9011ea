package io.steward.sla.clock;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Warnings, breaches and escalations. */
@ConfigMapping(prefix = "steward.sla.timers")
public interface TimerConfig {
    /** How often to look for what is due. */
    @WithDefault("250ms")
    Duration poll();

    /** Tickets taken at a time. */
    @WithDefault("200")
    int batch();

    /** Tickets worked on side by side. */
    @WithDefault("8")
    int concurrency();

    /** How long a ticket that failed is left out, so that it does not hold up the others. */
    @WithDefault("30s")
    Duration pause();
}
