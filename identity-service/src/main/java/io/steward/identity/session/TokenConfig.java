package io.steward.identity.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long what a login gives can be used. */
@ConfigMapping(prefix = "steward.token")
public interface TokenConfig {
    /** An access token's life: an ended session is refused by the gateway for so long. At most 12 hours. */
    @WithDefault("10m")
    Duration accessLifetime();

    /** A refresh token's life, from its last use. */
    @WithDefault("14d")
    Duration refreshLifetime();

    /** A session's life, however often it is refreshed. */
    @WithDefault("90d")
    Duration sessionLifetime();

    /** How long a session may go without a refresh; the next one then ends it. */
    @WithDefault("7d")
    Duration sessionIdleLimit();

    /** After which pause nothing of a session can be used any more. */
    default Duration longestPause() {
        return sessionIdleLimit().compareTo(refreshLifetime()) < 0 ? sessionIdleLimit() : refreshLifetime();
    }
}
