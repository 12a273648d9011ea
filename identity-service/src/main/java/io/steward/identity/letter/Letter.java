package io.steward.identity.letter;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * A letter under way: claimed for one attempt.
 *
 * @param organizationId whose wall the subject stands behind; the nil UUID for none
 * @param address null where the subject knows it
 * @param attempt counted from 1
 * @param attemptedAt when it began; it tells this attempt from a later one
 */
public record Letter(
        UUID id,
        LetterKind kind,
        UUID subjectId,
        UUID organizationId,
        String address,
        int attempt,
        OffsetDateTime attemptedAt) {

    static Letter of(Row row) {
        return new Letter(
                row.getUUID("id"),
                LetterKind.valueOf(row.getString("kind")),
                row.getUUID("subject_id"),
                row.getUUID("organization_id"),
                row.getString("address"),
                row.getInteger("attempts"),
                row.getOffsetDateTime("attempted_at"));
    }

    @Override
    public String toString() {
        return "Letter[" + kind + " " + id + "]";
    }
}
