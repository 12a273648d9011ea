package io.steward.notification.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Sending mail. */
@ConfigMapping(prefix = "steward.delivery")
interface DeliveryConfig {
    /** The safety net for mail of a process that died, and for retries; the usual way is a wake-up after the commit. */
    @WithDefault("1s")
    Duration poll();

    /** An attempt that has not ended after this is taken up again, with its outcome unknown; longer than a send may take. */
    @WithDefault("60s")
    Duration lease();

    /** Mails claimed at a time. */
    @WithDefault("50")
    int batch();

    /** Mails sent side by side. */
    @WithDefault("8")
    int concurrency();
}
