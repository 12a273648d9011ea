package io.steward.notification.routing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Who should know. */
@ConfigMapping(prefix = "steward.routing")
interface RoutingConfig {
    /**
     * How long an event waits for a recipient or ticket that is not known yet, because topics have no order among each other. Counted
     * from the event, or from the start of this process when that is later. Afterwards the unknown are dropped and counted.
     */
    @WithDefault("5s")
    Duration patience();
}
