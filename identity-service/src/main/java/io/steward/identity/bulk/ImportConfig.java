package io.steward.identity.bulk;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Files of people. */
@ConfigMapping(prefix = "steward.user-import")
interface ImportConfig {
    /** Of a file; no request is larger than {@code quarkus.http.limits.max-body-size} anyway. */
    @WithDefault("1M")
    MemorySize size();

    /** Of a file, beside its header; each is a transaction. */
    @WithDefault("1000")
    int lines();
}
