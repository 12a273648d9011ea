package io.steward.identity.profile;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Proving addresses. */
@ConfigMapping(prefix = "steward.email-verification")
interface VerificationConfig {
    /** How long a token can be used. */
    @WithDefault("24h")
    Duration lifetime();

    /** Tokens that an account can ask for within an hour. */
    @WithDefault("5")
    int mailsPerHour();

    /** The page that the mail's link leads to, below {@code steward.public.url}; it finds the token behind {@code #token=}. */
    @WithDefault("/verify-email")
    String page();
}
