package io.steward.identity.mfa;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;

/** The statements of challenges. */
@ApplicationScoped
class ChallengeTable {
    private static final String INSERT = """
            INSERT INTO mfa_challenges (id_hash, user_id, password_digest, enrolment, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """;
    private static final String FIND = """
            SELECT c.user_id, c.enrolment, c.password_digest, u.email, u.password_hash, u.is_installation_admin
              FROM mfa_challenges c JOIN users u ON u.id = c.user_id
             WHERE c.id_hash = $1 AND c.closed_at IS NULL AND c.expires_at > $2 AND u.status = 'ACTIVE'
            """;
    private static final String IS_OPEN =
            "SELECT 1 FROM mfa_challenges WHERE id_hash = $1 AND closed_at IS NULL AND expires_at > $2 FOR UPDATE";
    private static final String WRONG = """
            UPDATE mfa_challenges
               SET wrong_codes = wrong_codes + 1, closed_at = CASE WHEN wrong_codes + 1 >= $2 THEN $3::timestamptz END
             WHERE id_hash = $1 RETURNING wrong_codes
            """;
    private static final String CLOSE =
            "UPDATE mfa_challenges SET closed_at = $2 WHERE id_hash = $1 AND closed_at IS NULL";
    private static final String CLOSE_ALL =
            "UPDATE mfa_challenges SET closed_at = $2 WHERE user_id = $1 AND closed_at IS NULL";

    private final Tx tx;
    private final Clock clock;

    ChallengeTable(Tx tx, Clock clock) {
        this.tx = tx;
        this.clock = clock;
    }

    /** An open challenge, and its account as it is now. Its password is still the one that was proved. */
    record Challenge(
            ChallengeId id,
            UUID userId,
            boolean enrolment,
            String email,
            String passwordHash,
            boolean installationAdmin) {
        @Override
        public String toString() {
            return "Challenge[userId=" + userId + "]";
        }
    }

    Uni<Void> insert(
            Scope scope, ChallengeId id, UUID userId, String passwordHash, boolean enrolment, Instant expiresAt) {
        return scope.query(
                        INSERT,
                        id.hash(),
                        userId,
                        ChallengeId.sha256(passwordHash),
                        enrolment,
                        at(scope.now()),
                        at(expiresAt))
                .replaceWithVoid();
    }

    /** Null for one that is unknown, over or void. */
    Uni<Challenge> find(Actor actor, ChallengeId id) {
        return tx.read(actor, FIND, id.hash(), at(clock.instant()))
                .map(rows ->
                        rows.size() == 0 ? null : challenge(id, rows.iterator().next()));
    }

    private static Challenge challenge(ChallengeId id, Row row) {
        String hash = row.getString("password_hash");
        Buffer proved = row.getBuffer("password_digest");
        return Objects.equals(ChallengeId.sha256(hash), proved)
                ? new Challenge(
                        id,
                        row.getUUID("user_id"),
                        row.getBoolean("enrolment"),
                        row.getString("email"),
                        hash,
                        row.getBoolean("is_installation_admin"))
                : null;
    }

    /** Still, and held until the transaction ends. */
    Uni<Boolean> isOpen(Scope scope, ChallengeId id) {
        return scope.query(IS_OPEN, id.hash(), at(scope.now())).map(rows -> rows.size() == 1);
    }

    /** Counts a wrong code; the last that is allowed closes the challenge. Gives how many there were. */
    Uni<Integer> wrong(Scope scope, ChallengeId id, int most) {
        return scope.query(WRONG, id.hash(), most, at(scope.now()))
                .map(rows -> rows.iterator().next().getInteger("wrong_codes"));
    }

    Uni<Void> close(Scope scope, ChallengeId id) {
        return scope.query(CLOSE, id.hash(), at(scope.now())).replaceWithVoid();
    }

    Uni<Void> closeAll(Scope scope, UUID userId) {
        return scope.query(CLOSE_ALL, userId, at(scope.now())).replaceWithVoid();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
