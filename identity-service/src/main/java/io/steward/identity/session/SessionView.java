package io.steward.identity.session;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A session as its owner sees it.
 *
 * @param device what the client said of itself at the login; null when it said nothing
 * @param ipAddress where the login came from; null when that is not known
 * @param lastActivityAt when tokens of it were last given
 * @param expiresAt when it ends, however busy it is
 * @param current whether it is the session that asks
 * @param organizationId the organization it acts in; null for none
 */
public record SessionView(
        UUID id,
        String device,
        String ipAddress,
        Instant createdAt,
        Instant lastActivityAt,
        Instant expiresAt,
        boolean current,
        UUID organizationId) {

    static SessionView of(Row row, UUID current) {
        UUID id = row.getUUID("id");
        return new SessionView(
                id,
                row.getString("device_info"),
                row.getString("ip_address"),
                row.get(OffsetDateTime.class, "created_at").toInstant(),
                row.get(OffsetDateTime.class, "last_activity_at").toInstant(),
                row.get(OffsetDateTime.class, "expires_at").toInstant(),
                id.equals(current),
                row.getUUID("organization_id"));
    }
}
