package io.steward.gateway.apikey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Where API keys are exchanged for tokens, and how long the answers are kept. */
@ConfigMapping(prefix = "steward.gateway.api-keys")
public interface ApiKeySettings {

    /** Identity's exchange, which is never routed. */
    URI exchangeUrl();

    /** What the gateway proves itself by there; at least 32 characters. */
    String secret();

    /** How long identity may take to answer. */
    @WithDefault("3s")
    Duration timeout();

    /** How long before its end a token is replaced; until then the services must still take it. */
    @WithDefault("10s")
    Duration renewBefore();

    /** How long a refusal is remembered. */
    @WithDefault("5s")
    Duration refusedFor();

    /** Keys whose tokens are remembered at once; as many refused ones beside them. */
    @WithDefault("20000")
    long remembered();

    /** Exchanges under way at once; a request that would need one more is answered 503. */
    @WithDefault("256")
    int exchanges();
}
