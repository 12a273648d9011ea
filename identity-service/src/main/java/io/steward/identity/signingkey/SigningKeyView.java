package io.steward.identity.signingkey;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What is told of a signing key: never the key.
 *
 * @param state NEXT is published and waits, ACTIVE signs, RETIRED stays until its tokens are gone
 * @param activateAt when it begins to sign
 * @param retiredAt null until it has a successor
 * @param expiresAt when it goes; null until it is retired
 */
public record SigningKeyView(
        String kid,
        @Schema(enumeration = {"NEXT", "ACTIVE", "RETIRED"}) String state,

        Instant createdAt,
        Instant activateAt,
        Instant retiredAt,
        Instant expiresAt) {

    static final String SELECT = "SELECT kid, state, created_at, activate_at, retired_at, expires_at FROM signing_keys"
            + " ORDER BY activate_at DESC, kid LIMIT 200";

    static SigningKeyView of(Row row) {
        return new SigningKeyView(
                row.getString("kid"),
                row.getString("state"),
                instant(row, "created_at"),
                instant(row, "activate_at"),
                instant(row, "retired_at"),
                instant(row, "expires_at"));
    }

    boolean is(SigningKey.State other) {
        return state.equals(other.name());
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
