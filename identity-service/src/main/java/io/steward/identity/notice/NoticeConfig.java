package io.steward.identity.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Mail that tells owners of what happened to their accounts. */
@ConfigMapping(prefix = "steward.security-notice")
interface NoticeConfig {
    /** The safety net for notices of a process that died, and for retries; the usual way is a wake-up after the commit. */
    @WithDefault("1s")
    Duration poll();

    /** An attempt that has not ended after this is taken up again. At least twice {@code steward.smtp.patience}. */
    @WithDefault("60s")
    Duration lease();

    /** Mails under way at a time in one process. */
    @WithDefault("4")
    int concurrency();

    /** How long a notice is kept once it was sent or given up. */
    @WithDefault("7d")
    Duration remembered();
}
