package io.steward.identity.gitconnection;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** A connection as its owner sees it: nothing of the token. */
public record GitConnectionView(UUID id, GitProvider provider, String serverUrl, String username, Instant createdAt) {
    static GitConnectionView of(Row row) {
        return new GitConnectionView(
                row.getUUID("id"),
                GitProvider.of(row.getString("provider")),
                row.getString("server_url"),
                row.getString("username"),
                row.get(OffsetDateTime.class, "created_at").toInstant());
    }
}
