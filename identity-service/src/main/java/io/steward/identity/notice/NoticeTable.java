package io.steward.identity.notice;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The worker's statements. What an attempt writes is written of that attempt alone. */
@ApplicationScoped
class NoticeTable {
    enum Outcome {
        SENT,
        FAILED
    }

    private static final String CLAIM = """
            WITH due AS MATERIALIZED (
                SELECT id FROM security_notices
                 WHERE next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
            UPDATE security_notices n SET attempts = n.attempts + 1, attempted_at = $1, next_attempt_at = $2
              FROM due, users u WHERE n.id = due.id AND u.id = n.user_id
            RETURNING n.id, coalesce(n.email, u.email) AS email, n.kind, n.device, host(n.client_address) AS client_address,
                      n.occurred_at, n.attempts, n.attempted_at
            """;
    private static final String CLOSE = """
            UPDATE security_notices SET closed_at = $3, outcome = $4, next_attempt_at = NULL, email = NULL
             WHERE id = $1 AND attempted_at = $2 AND closed_at IS NULL
            """;
    private static final String RETRY =
            "UPDATE security_notices SET next_attempt_at = $3 WHERE id = $1 AND attempted_at = $2 AND closed_at IS NULL";

    private final Tx tx;
    private final NoticeConfig config;

    NoticeTable(Tx tx, NoticeConfig config) {
        this.tx = tx;
        this.config = config;
    }

    Uni<List<Notice>> claim(int most) {
        return tx.write(worker(), scope -> scope.query(
                        CLAIM, at(scope.now()), at(scope.now().plus(config.lease())), most)
                .map(rows -> {
                    List<Notice> claimed = new ArrayList<>(rows.size());
                    rows.forEach(row -> claimed.add(Notice.of(row)));
                    return claimed;
                }));
    }

    Uni<Void> close(Notice notice, Outcome outcome) {
        return tx.write(worker(), scope -> scope.query(
                        CLOSE, notice.id(), notice.attemptedAt(), at(scope.now()), outcome.name())
                .replaceWithVoid());
    }

    Uni<Void> retry(Notice notice, Duration wait) {
        return tx.write(worker(), scope -> scope.query(
                        RETRY, notice.id(), notice.attemptedAt(), at(scope.now().plus(wait)))
                .replaceWithVoid());
    }

    private static Actor worker() {
        return Actor.system(Ids.NIL, Cause.rule("security-notice", Ids.next()));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
