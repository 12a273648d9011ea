package io.steward.kit.tx;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Transactions. */
@ConfigMapping(prefix = "steward.tx")
public interface TxConfig {
    /** A transaction that takes longer fails; needed beside statement_timeout, which a frozen server ignores. */
    @WithDefault("6s")
    Duration timeout();

    /** How long a transaction waits for a connection before it fails: a frozen server accepts one and never answers. */
    @WithDefault("4s")
    Duration connectionTimeout();
}
