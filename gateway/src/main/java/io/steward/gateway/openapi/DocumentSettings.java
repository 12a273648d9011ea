package io.steward.gateway.openapi;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The merged API document. */
@ConfigMapping(prefix = "steward.gateway.document")
public interface DocumentSettings {

    /** How long a merged document is served before the services are asked again. */
    @WithDefault("10s")
    Duration kept();

    /** How long a service may take to hand out its part. */
    @WithDefault("5s")
    Duration timeout();
}
