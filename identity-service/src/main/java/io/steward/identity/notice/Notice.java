package io.steward.identity.notice;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/**
 * One to tell, claimed for one attempt.
 *
 * @param to the address; it may have changed since
 * @param kind empty for one that this version does not know
 * @param attempt counted from 1
 * @param attemptedAt when it began; it tells this attempt from a later one
 */
record Notice(
        UUID id,
        String to,
        Optional<NoticeKind> kind,
        String device,
        String address,
        Instant occurredAt,
        int attempt,
        OffsetDateTime attemptedAt) {

    static Notice of(Row row) {
        return new Notice(
                row.getUUID("id"),
                row.getString("email"),
                kind(row.getString("kind")),
                row.getString("device"),
                row.getString("client_address"),
                row.getOffsetDateTime("occurred_at").toInstant(),
                row.getInteger("attempts"),
                row.getOffsetDateTime("attempted_at"));
    }

    private static Optional<NoticeKind> kind(String name) {
        try {
            return Optional.of(NoticeKind.valueOf(name));
        } catch (IllegalArgumentException ofAnotherVersion) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "Notice[" + id + "]";
    }
}
