package io.steward.identity.password;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A request under way: claimed for one attempt.
 *
 * @param attempt counted from 1
 * @param attemptedAt when it began; it tells this attempt from a later one
 */
record Reset(UUID id, int attempt, OffsetDateTime attemptedAt) {
    static Reset of(Row row) {
        return new Reset(row.getUUID("id"), row.getInteger("attempts"), row.getOffsetDateTime("attempted_at"));
    }

    /** Where an attempt's mail goes: to the account's own address, never to the one that was typed. */
    record Recipient(UUID userId, String email) {}
}
