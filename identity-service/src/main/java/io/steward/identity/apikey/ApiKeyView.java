package io.steward.identity.apikey;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * An API key as it is listed: never with its secret.
 *
 * @param prefix the public part of the key
 * @param ownerId the account that it acts for
 * @param lastUsedAt to the minute; null when it was never used
 * @param revokedAt null while it is not revoked
 */
public record ApiKeyView(
        UUID id,
        String name,
        String prefix,
        UUID ownerId,
        List<String> scopes,
        Instant createdAt,
        Instant expiresAt,
        Instant lastUsedAt,
        Instant revokedAt) {}
