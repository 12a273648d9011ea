package io.steward.gateway.revocation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** Where the ended sessions are read from. */
@ConfigMapping(prefix = "steward.gateway.revocations")
public interface RevocationSettings {

    String bootstrapServers();

    /** Compacted; key = session id. */
    @WithDefault("steward.identity.revocations.v1")
    String topic();

    /** Further settings of the Kafka consumer, e.g. for TLS. */
    Map<String, String> consumer();
}
