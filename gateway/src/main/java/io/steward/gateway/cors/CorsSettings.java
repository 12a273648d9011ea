package io.steward.gateway.cors;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Browsers of which other origins may call the API; none by default. */
@ConfigMapping(prefix = "steward.gateway.cors")
public interface CorsSettings {

    /** Exact origins, e.g. {@code https://console.example.org}. No patterns, and no {@code *}. */
    Optional<List<String>> allowedOrigins();
}
