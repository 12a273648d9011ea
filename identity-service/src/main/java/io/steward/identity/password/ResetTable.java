package io.steward.identity.password;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.OwnNames;
import io.steward.identity.password.Reset.Recipient;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The statements of password resets. Whatever changes several rows of an account takes the account's row first, so that nobody waits in
 * a circle; and what an attempt writes is written of that attempt alone.
 */
@ApplicationScoped
class ResetTable {
    private enum Outcome {
        THROTTLED,
        FAILED
    }

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration WINDOW = Duration.ofHours(1);

    private static final String INSERT =
            "INSERT INTO password_resets (id, email, requested_at, next_attempt_at) VALUES ($1, $2, $3, $3)";
    private static final String CLAIM = """
            WITH due AS MATERIALIZED (
                SELECT id FROM password_resets
                 WHERE next_attempt_at <= $1 ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED)
            UPDATE password_resets r SET attempts = r.attempts + 1, attempted_at = $1, next_attempt_at = $2
              FROM due WHERE r.id = due.id
            RETURNING r.id, r.attempts, r.attempted_at
            """;
    private static final String RECIPIENT = """
            SELECT u.id, u.email FROM password_resets r
              JOIN users u ON u.id = coalesce(r.user_id, (SELECT f.id FROM users f WHERE lower(f.email) = lower(r.email)))
             WHERE r.id = $1 AND u.status = 'ACTIVE'
               FOR NO KEY UPDATE OF u
            """;
    private static final String FORGET =
            "DELETE FROM password_resets WHERE id = $1 AND attempted_at = $2 AND closed_at IS NULL";
    private static final String ISSUE = """
            UPDATE password_resets
               SET user_id = $3, email = NULL, token_hash = $4::bytea, issued_at = $5::timestamptz, expires_at = $6::timestamptz
             WHERE id = $1 AND attempted_at = $2 AND closed_at IS NULL
               AND (SELECT count(*) FROM password_resets o WHERE o.user_id = $3 AND o.id <> $1 AND o.issued_at > $7) < $8
            """;
    private static final String SENT =
            "UPDATE password_resets SET sent_at = $3, next_attempt_at = NULL WHERE id = $1 AND attempted_at = $2";
    private static final String RETRY =
            "UPDATE password_resets SET next_attempt_at = $3 WHERE id = $1 AND attempted_at = $2 AND closed_at IS NULL";
    private static final String CLOSE = """
            UPDATE password_resets
               SET closed_at = $3, outcome = $4, next_attempt_at = NULL, user_id = coalesce(user_id, $5::uuid),
                   email = CASE WHEN coalesce(user_id, $5::uuid) IS NULL THEN email END
             WHERE id = $1 AND attempted_at = $2 AND closed_at IS NULL
            """;
    private static final String NAMES = """
            SELECT u.email, u.username, u.display_name FROM password_resets r JOIN users u ON u.id = r.user_id
             WHERE r.token_hash = $1 AND r.closed_at IS NULL AND r.expires_at > $2
            """;
    private static final String LOCK_ACCOUNT = """
            SELECT u.id FROM password_resets r JOIN users u ON u.id = r.user_id WHERE r.token_hash = $1 FOR NO KEY UPDATE OF u
            """;
    private static final String USE = """
            UPDATE password_resets SET closed_at = $2, outcome = 'USED', next_attempt_at = NULL
             WHERE token_hash = $1 AND closed_at IS NULL AND expires_at > $2
            RETURNING user_id
            """;
    private static final String VOID_ALL = """
            UPDATE password_resets SET closed_at = $2, outcome = 'VOID', next_attempt_at = NULL, user_id = $1, email = NULL
             WHERE closed_at IS NULL
               AND (user_id = $1 OR lower(email) = (SELECT lower(u.email) FROM users u WHERE u.id = $1))
            """;

    private final Tx tx;
    private final ResetConfig config;
    private final Clock clock;

    ResetTable(Tx tx, ResetConfig config, Clock clock) {
        this.tx = tx;
        this.config = config;
        this.clock = clock;
    }

    Uni<Void> insert(Scope scope, String email) {
        return scope.query(INSERT, Ids.next(), email, at(scope.now())).replaceWithVoid();
    }

    Uni<List<Reset>> claim(int most) {
        return tx.write(worker(), scope -> scope.query(
                        CLAIM, at(scope.now()), at(scope.now().plus(config.lease())), most)
                .map(rows -> {
                    List<Reset> claimed = new ArrayList<>(rows.size());
                    rows.forEach(row -> claimed.add(Reset.of(row)));
                    return claimed;
                }));
    }

    /**
     * Stores the token of a mail that is about to be sent.
     *
     * @return null when there is none to send: nobody has that email, the account has had its mails, or the request was closed
     */
    Uni<Recipient> issue(Reset reset, ResetToken token) {
        return tx.write(worker(), scope -> scope.query(RECIPIENT, reset.id()).flatMap(found -> {
            if (found.size() == 0) {
                return scope.query(FORGET, reset.id(), reset.attemptedAt()).replaceWith((Recipient) null);
            }
            Row account = found.iterator().next();
            Recipient recipient = new Recipient(account.getUUID("id"), account.getString("email"));
            return issue(scope, reset, token, recipient);
        }));
    }

    private Uni<Recipient> issue(Scope scope, Reset reset, ResetToken token, Recipient recipient) {
        return scope.query(
                        ISSUE,
                        reset.id(),
                        reset.attemptedAt(),
                        recipient.userId(),
                        token.hash(),
                        at(scope.now()),
                        at(scope.now().plus(LIFETIME)),
                        at(scope.now().minus(WINDOW)),
                        (long) config.mailsPerHour())
                .flatMap(issued -> issued.rowCount() == 1
                        ? Uni.createFrom().item(recipient)
                        : close(scope, reset, Outcome.THROTTLED, recipient.userId())
                                .replaceWith((Recipient) null));
    }

    Uni<Void> sent(Reset reset) {
        return tx.write(worker(), scope -> scope.query(SENT, reset.id(), reset.attemptedAt(), at(scope.now()))
                .replaceWithVoid());
    }

    Uni<Void> retry(Reset reset, Duration wait) {
        return tx.write(worker(), scope -> scope.query(
                        RETRY, reset.id(), reset.attemptedAt(), at(scope.now().plus(wait)))
                .replaceWithVoid());
    }

    Uni<Void> fail(Reset reset) {
        return tx.write(worker(), scope -> close(scope, reset, Outcome.FAILED, null));
    }

    /** @param userId whose it is; null when nobody has looked */
    private static Uni<Void> close(Scope scope, Reset reset, Outcome outcome, UUID userId) {
        return scope.query(CLOSE, reset.id(), reset.attemptedAt(), at(scope.now()), outcome.name(), userId)
                .replaceWithVoid();
    }

    /** What the account of a token is called; null for a token of no use. */
    Uni<OwnNames> namesOf(Actor actor, ResetToken token) {
        return tx.read(actor, NAMES, token.hash(), at(clock.instant())).map(rows -> {
            if (rows.size() == 0) {
                return null;
            }
            Row account = rows.iterator().next();
            return OwnNames.of(
                    account.getString("email"), account.getString("username"), account.getString("display_name"));
        });
    }

    /** Uses the token up; gives its account, null when it was of no use. */
    Uni<UUID> use(Scope scope, ResetToken token) {
        var locked = scope.query(LOCK_ACCOUNT, token.hash());
        var used = scope.query(USE, token.hash(), at(scope.now()));
        return locked.chain(() -> used)
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getUUID("user_id"));
    }

    /** Closes whatever else was asked for or mailed for the account, which must be locked. */
    Uni<Void> voidAll(Scope scope, UUID userId) {
        return scope.query(VOID_ALL, userId, at(scope.now())).replaceWithVoid();
    }

    private static Actor worker() {
        return Actor.system(Ids.NIL, Cause.rule("password-reset", Ids.next()));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
