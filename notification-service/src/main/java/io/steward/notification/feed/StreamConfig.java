package io.steward.notification.feed;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Live streams. */
@ConfigMapping(prefix = "steward.stream")
interface StreamConfig {
    /** A comment is sent this often, so that a proxy keeps the connection; who takes nothing for two of them is cut off. */
    @WithDefault("15s")
    Duration heartbeat();

    /** The safety net for what another process stored; the usual way is a wake-up after the commit. */
    @WithDefault("1s")
    Duration poll();

    /** Streams a person may hold open at a time in one process. */
    @WithDefault("10")
    int perPerson();
}
