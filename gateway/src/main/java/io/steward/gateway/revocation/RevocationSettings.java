package io.steward.gateway.revocation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** Where the ended sessions are read from: identity and Kafka, each of which tells all. */
@ConfigMapping(prefix = "steward.gateway.revocations")
public interface RevocationSettings {

    /** Identity's own list, which is never routed; the gateway proves itself there as at the exchange of API keys. */
    URI identityUrl();

    /** What the gateway proves itself by there. */
    String secret();

    /** How long after an answer identity is asked again. */
    @WithDefault("300ms")
    Duration interval();

    /** How long identity may take to answer: with the interval less than a session's end may take to be known. */
    @WithDefault("500ms")
    Duration timeout();

    String bootstrapServers();

    /** Compacted; key = session id. */
    @WithDefault("steward.identity.revocations.v1")
    String topic();

    /** Further settings of the Kafka consumer, e.g. for TLS. */
    Map<String, String> consumer();
}
