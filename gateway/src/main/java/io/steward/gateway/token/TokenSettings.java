package io.steward.gateway.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Which access tokens are accepted, and how long a verified one is remembered. */
@ConfigMapping(prefix = "steward.gateway.token")
public interface TokenSettings {

    /** The issuer's public keys (RFC 7517). */
    URI jwksUrl();

    String issuer();

    @WithDefault("steward")
    String audience();

    /** How often the keys are read again. */
    @WithDefault("5s")
    Duration refreshInterval();

    /** The least time between two readings that unknown key ids ask for, however many come. */
    @WithDefault("1s")
    Duration forcedRefreshInterval();

    /** Requests with an unknown key id that may wait for the next reading; more are refused at once. */
    @WithDefault("1000")
    int waitingForKeys();

    /** How long a verified token is remembered; at most 60 s, and never past its own end. */
    @WithDefault("60s")
    Duration remembered();

    /** Verified tokens remembered at once. */
    @WithDefault("20000")
    long rememberedTokens();
}
