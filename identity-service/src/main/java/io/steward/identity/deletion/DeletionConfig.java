package io.steward.identity.deletion;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Deleting accounts. */
@ConfigMapping(prefix = "steward.deletion")
public interface DeletionConfig {
    /** How long a DELETE waits for the outcome before it answers 202. */
    @WithDefault("5s")
    Duration patience();

    /** How often it looks meanwhile; nothing is held in between. */
    @WithDefault("100ms")
    Duration poll();

    /**
     * When the last record of an erased membership is repeated: after the members topic's {@code max.compaction.lag.ms} (6 hours), so
     * that the segment with the ones before it is closed, and they are compacted away, even where little is written.
     */
    @WithDefault("370m")
    Duration retellAfter();
}
