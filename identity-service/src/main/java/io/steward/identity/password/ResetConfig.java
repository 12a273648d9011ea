package io.steward.identity.password;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Resetting forgotten passwords. */
@ConfigMapping(prefix = "steward.password-reset")
interface ResetConfig {
    /** Mails that an account gets at most within an hour, whatever is asked for. */
    @WithDefault("3")
    int mailsPerHour();

    /** Requests of one client address that are taken at once after a pause; 0: as many as come. */
    @WithDefault("20")
    int addressBurst();

    /** How long until an address may make another one. */
    @WithDefault("1m")
    Duration addressEvery();

    /** The page that the mail's link leads to, below {@code steward.public.url}; it finds the token behind {@code #token=}. */
    @WithDefault("/password-reset")
    String page();

    /** The safety net for requests of a process that died, and for retries; the usual way is a wake-up after the commit. */
    @WithDefault("1s")
    Duration poll();

    /** An attempt that has not ended after this is taken up again. At least twice {@code steward.smtp.patience}. */
    @WithDefault("60s")
    Duration lease();

    /** Mails under way at a time in one process. */
    @WithDefault("4")
    int concurrency();
}
