package io.steward.identity.letter;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The letters that wait. What an attempt writes is written of that attempt alone. */
@ApplicationScoped
class Letters {
    private static final String INSERT = """
            INSERT INTO letters (id, kind, subject_id, organization_id, address, next_attempt_at) VALUES ($1, $2, $3, $4, $5, $6)
            """;
    private static final String CLAIM = """
            WITH due AS MATERIALIZED (
                SELECT id FROM letters
                 WHERE next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
            UPDATE letters l SET attempts = l.attempts + 1, attempted_at = $1, next_attempt_at = $2 FROM due WHERE l.id = due.id
            RETURNING l.id, l.kind, l.subject_id, l.organization_id, l.address, l.attempts, l.attempted_at
            """;
    private static final String FORGET = "DELETE FROM letters WHERE id = $1 AND attempted_at = $2";
    private static final String RETRY = "UPDATE letters SET next_attempt_at = $3 WHERE id = $1 AND attempted_at = $2";

    private final Tx tx;
    private final LetterConfig config;

    Letters(Tx tx, LetterConfig config) {
        this.tx = tx;
        this.config = config;
    }

    Uni<Void> insert(Scope scope, LetterKind kind, UUID subject, UUID organization, String address) {
        return scope.query(INSERT, Ids.next(), kind.name(), subject, organization, address, at(scope.now()))
                .replaceWithVoid();
    }

    Uni<List<Letter>> claim(int most) {
        return tx.write(worker(), scope -> scope.query(
                        CLAIM, at(scope.now()), at(scope.now().plus(config.lease())), most)
                .map(rows -> {
                    List<Letter> claimed = new ArrayList<>(rows.size());
                    rows.forEach(row -> claimed.add(Letter.of(row)));
                    return claimed;
                }));
    }

    /** It has gone, or never will. */
    Uni<Void> forget(Letter letter) {
        return tx.write(worker(), scope -> scope.query(FORGET, letter.id(), letter.attemptedAt())
                .replaceWithVoid());
    }

    Uni<Void> retry(Letter letter, Duration wait) {
        return tx.write(worker(), scope -> scope.query(
                        RETRY, letter.id(), letter.attemptedAt(), at(scope.now().plus(wait)))
                .replaceWithVoid());
    }

    private static Actor worker() {
        return Actor.system(Ids.NIL, Cause.rule("letters", Ids.next()));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
