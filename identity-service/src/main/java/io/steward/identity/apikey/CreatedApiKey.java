package io.steward.identity.apikey;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The answer to the making of an API key, the only one with the key itself.
 *
 * @param key to be kept by its owner; it cannot be shown again
 * @param prefix the public part of the key
 * @param ownerId the account that it acts for
 */
public record CreatedApiKey(
        UUID id,
        String name,
        String key,
        String prefix,
        UUID ownerId,
        List<String> scopes,
        Instant createdAt,
        Instant expiresAt) {
    @Override
    public String toString() {
        return "CreatedApiKey[" + prefix + "]";
    }
}
