package io.steward.identity.apikey;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;

/** What is asked of API keys. */
public final class ApiKeyRequests {
    private ApiKeyRequests() {}

    /**
     * A key to be made.
     *
     * @param scopes the permissions that it is to have, of those that its owner has
     * @param expiresAt null for as late as the installation allows
     */
    public record CreateApiKey(
            @NotBlank @Size(max = 120) String name,

            @NotEmpty @Size(max = 100) List<@NotBlank @Size(max = 64) String> scopes,

            Instant expiresAt) {}

    /** A key that a gateway was shown. */
    public record ExchangeApiKey(@NotNull @Size(max = 200) String key) {
        @Override
        public String toString() {
            return "ExchangeApiKey";
        }
    }
}
