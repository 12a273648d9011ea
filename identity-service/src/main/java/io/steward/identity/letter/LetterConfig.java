package io.steward.identity.letter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Sending letters. */
@ConfigMapping(prefix = "steward.letter")
interface LetterConfig {
    /** The safety net for letters of a process that died, and for retries; the usual way is a wake-up after the commit. */
    @WithDefault("1s")
    Duration poll();

    /** An attempt that has not ended after this is taken up again. At least twice {@code steward.smtp.patience}. */
    @WithDefault("60s")
    Duration lease();

    /** Mails under way at a time in one process. */
    @WithDefault("4")
    int concurrency();
}
