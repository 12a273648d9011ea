package io.steward.kit.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** Publishing what the outbox holds. */
@ConfigMapping(prefix = "steward.relay")
public interface RelayConfig {
    /** Host and port of the Kafka brokers. */
    String bootstrap();

    /** The CloudEvents source of this service's events, such as {@code /steward/ticket}. */
    String source();

    /** The safety net for rows of a process that died; the usual way is a wake-up after the commit. */
    @WithDefault("250ms")
    Duration poll();

    /** Rounds begin at least this far apart while there is much to publish. */
    @WithDefault("100ms")
    Duration pace();

    /** How many events a second are much. */
    @WithName("pace-above")
    @WithDefault("100")
    int paceAbove();

    /** How long a shard stays with an owner that has fallen silent. */
    @WithDefault("5s")
    Duration lease();

    /** Rows taken at a time. */
    @WithDefault("512")
    int batch();

    /** Published rows after which the table is tidied. */
    @WithName("tidy-after")
    @WithDefault("2000")
    int tidyAfter();

    /** Kafka gives a record up after this; it stays in the outbox and is tried again. */
    @WithName("delivery-timeout")
    @WithDefault("15s")
    Duration deliveryTimeout();
}
