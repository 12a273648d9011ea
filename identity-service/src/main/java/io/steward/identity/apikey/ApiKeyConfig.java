package io.steward.identity.apikey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** API keys: how long they live, how many there may be, and who may exchange them. */
@ConfigMapping(prefix = "steward.api-key")
public interface ApiKeyConfig {
    /** What a gateway proves itself by at the exchange; at least 32 characters. */
    String gatewaySecret();

    /** Stands in each new key, so that people see where it belongs: 1 to 16 small letters and digits. */
    @WithDefault("prod")
    String environment();

    /** The life of an access token that a key is exchanged for: how late a gateway learns of a lost permission. */
    @WithDefault("60s")
    Duration tokenLifetime();

    /** How far in the future a key may expire, and does when its owner says nothing. */
    @WithDefault("365d")
    Duration longestLifetime();

    /** Keys of one account in one organization that are usable at the same time. */
    @WithDefault("20")
    int perAccount();

    /** How long a key is still listed after it has expired or was revoked. */
    @WithDefault("90d")
    Duration remembered();
}
