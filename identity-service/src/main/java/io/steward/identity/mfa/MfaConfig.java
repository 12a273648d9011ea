package io.steward.identity.mfa;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Second factors. */
@ConfigMapping(prefix = "steward.mfa")
interface MfaConfig {
    /** How long a login may take from its password to its second factor. */
    @WithDefault("5m")
    Duration challengeLifetime();

    /** Wrong codes that void a challenge. */
    @WithDefault("5")
    int wrongCodes();

    /** Wrong codes of an account, one after the other by whatever challenges, after which it waits. */
    @WithDefault("10")
    int freeFailures();

    /** The first wait; it doubles with each further failure. */
    @WithDefault("30s")
    Duration firstWait();

    @WithDefault("1h")
    Duration longestWait();

    /** How long somebody may take to put a new secret into the app. */
    @WithDefault("1h")
    Duration enrolmentLifetime();

    /** What an authenticator shows beside the account's email. */
    @WithDefault("Steward")
    String issuer();
}
