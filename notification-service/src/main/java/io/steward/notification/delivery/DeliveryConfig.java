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

    /**
     * An attempt that has not ended after this is taken up again, with its outcome unknown. At least twice {@code
     * steward.smtp.patience}: an attempt begins when it is claimed, and its outcome has to be stored too.
     */
    @WithDefault("60s")
    Duration lease();

    /** Mails under way at a time in one process; as many connections to the mail server it opens at most. */
    @WithDefault("8")
    int concurrency();
}
