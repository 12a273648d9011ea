package io.steward.identity.oidc;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * An identity that an account is linked to, as its owner sees it.
 *
 * @param provider null when the installation does not have it any more
 * @param lastUsedAt null when nobody logged in by it yet
 */
public record IdentityView(
        UUID id, String provider, String issuer, String subject, Instant createdAt, Instant lastUsedAt) {
    static IdentityView of(Row row, String provider) {
        OffsetDateTime used = row.get(OffsetDateTime.class, "last_used_at");
        return new IdentityView(
                row.getUUID("id"),
                provider,
                row.getString("issuer"),
                row.getString("subject"),
                row.get(OffsetDateTime.class, "created_at").toInstant(),
                used == null ? null : used.toInstant());
    }
}
