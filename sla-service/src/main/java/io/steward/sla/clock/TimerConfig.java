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

    /** How often to ask Kafka how far the ticket events have been read. */
    @WithDefault("1s")
    Duration ask();

    /** What ticket events may be behind without being waited for: more than the time between two commits of their place. */
    @WithDefault("15s")
    Duration tolerance();

    /** How long to wait for a Kafka that does not answer, and for a partition that nobody reads on. */
    @WithDefault("60s")
    Duration patience();

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
