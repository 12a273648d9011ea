package io.steward.identity.invitation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Inviting people by mail. */
@ConfigMapping(prefix = "steward.invitation")
interface InvitationConfig {
    /** How long an invitation can be accepted after its last mail. */
    @WithDefault("7d")
    Duration lifetime();

    /** How long until an invitation may be mailed again. */
    @WithDefault("10m")
    Duration resendAfter();

    /** Invitations that an organization may make within a day. */
    @WithDefault("200")
    int perDay();

    /** How long an invitation that nobody accepted is still listed. */
    @WithDefault("90d")
    Duration remembered();

    /** The page that the mail's link leads to, below {@code steward.public.url}; it finds the token behind {@code #token=}. */
    @WithDefault("/invitation")
    String page();
}
