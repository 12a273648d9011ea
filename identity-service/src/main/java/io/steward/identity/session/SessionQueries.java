package io.steward.identity.session;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The statements of sessions and refresh tokens. */
@ApplicationScoped
class SessionQueries {
    /** What became of a token that gives nothing. */
    record Refused(UUID sessionId, boolean used) {}

    /** What became of a login whose password was right a moment ago. */
    enum Outcome {
        BEGUN,
        PASSWORD_CHANGED,
        FACTOR_DEMANDED
    }

    /**
     * A login by password.
     *
     * @param organizationId where the session acts; null for nowhere, and for no session
     * @param permissions what the account may do there
     */
    record ByPassword(Outcome outcome, UUID organizationId, List<String> permissions) {
        static ByPassword of(Row row) {
            String[] permissions = row.getArrayOfStrings("permissions");
            return new ByPassword(
                    Outcome.valueOf(row.getString("outcome")),
                    row.getUUID("organization"),
                    permissions == null ? List.of() : List.of(permissions));
        }
    }

    /** A session that ended just now; it acted in no organization where that is null. */
    record Ended(UUID id, UUID userId, UUID organizationId) {
        /** Whose audit log tells of it. */
        UUID log() {
            return Objects.requireNonNullElse(organizationId, Ids.NIL);
        }
    }

    private static final String BEGIN =
            "SELECT begin_session($1, $2, $3, $4, $5::text::inet, $6, $7, $8, $9, $10, $11)";

    /**
     * Holds the account's row, as whoever changes its password or a membership does: such a change is seen here, or finds the session and ends
     * it. Who adds a second factor keeps no login waiting, whatever the migration says: one of that very moment may still do without.
     */
    private static final String LOGIN_BY_PASSWORD = """
            SELECT outcome, organization, permissions
              FROM login_by_password($1, $2, $3, $4, $5::text::inet, $6, $7, $8, $9, $10, $11, $12, $13, $14::text::inet, $15)
            """;
    /** All that changes a session's tokens takes the session first: one after the other, and never in each other's way. */
    private static final String LOCK = """
            SELECT s.id FROM user_sessions s JOIN refresh_tokens t ON t.session_id = s.id
             WHERE t.token_hash = $1 FOR NO KEY UPDATE OF s
            """;
    /**
     * One statement. A used token is exchanged again while it is fresh and its successor was not used: the answer was lost, or another tab was
     * quicker. It has one successor, whose hash is the same each time.
     */
    private static final String ROTATE = """
            WITH used AS (
                UPDATE refresh_tokens t SET used_at = coalesce(t.used_at, $1), successor_id = coalesce(t.successor_id, $3::uuid)
                  FROM user_sessions s, users u
                 WHERE t.token_hash = $2 AND t.revoked_at IS NULL AND t.expires_at > $1
                   AND (t.used_at IS NULL OR t.used_at > $7 AND EXISTS (
                           SELECT FROM refresh_tokens next
                            WHERE next.id = t.successor_id AND next.token_hash = $4 AND next.used_at IS NULL))
                   AND s.id = t.session_id AND s.ended_at IS NULL AND s.expires_at > $1 AND s.last_activity_at > $8
                   AND s.last_activity_at > coalesce($1 - session_limit(s.organization_id, 'session.idle-limit'), '-infinity')
                   AND s.created_at > coalesce($1 - session_limit(s.organization_id, 'session.absolute-limit'), '-infinity')
                   AND u.id = t.user_id AND u.status = 'ACTIVE'
                RETURNING t.id, t.session_id, t.user_id, t.family_id, t.successor_id, s.organization_id, u.is_installation_admin),
            fresh AS (
                INSERT INTO refresh_tokens (id, session_id, user_id, family_id, token_hash, token_prefix, created_at, expires_at)
                SELECT successor_id, session_id, user_id, family_id, $4::bytea, $5::text, $1, $6::timestamptz FROM used
                ON CONFLICT (token_hash) DO NOTHING),
            seen AS (
                UPDATE user_sessions s SET last_activity_at = $1 FROM used WHERE s.id = used.session_id)
            SELECT session_id, user_id, organization_id, is_installation_admin FROM used
            """;

    private static final String REFUSED = """
            SELECT t.session_id, t.used_at IS NOT NULL AS used
              FROM refresh_tokens t JOIN user_sessions s ON s.id = t.session_id
             WHERE t.token_hash = $1 AND (t.used_at IS NOT NULL OR s.last_activity_at <= $2
                   OR s.last_activity_at <= $3::timestamptz - session_limit(s.organization_id, 'session.idle-limit'))
            """;
    private static final String LOCK_ALIVE = """
            SELECT s.id, u.is_installation_admin FROM user_sessions s JOIN users u ON u.id = s.user_id
             WHERE s.id = $1 AND s.user_id = $2 AND s.ended_at IS NULL AND s.expires_at > $3 AND s.last_activity_at > $4
               AND u.status = 'ACTIVE'
               AND NOT EXISTS (
                   SELECT FROM unnest(ARRAY[s.organization_id, $5::uuid]) AS o (id)
                    WHERE s.last_activity_at <= $3 - session_limit(o.id, 'session.idle-limit')
                       OR s.created_at <= $3 - session_limit(o.id, 'session.absolute-limit'))
               FOR NO KEY UPDATE OF s
            """;
    private static final String USABLE =
            "SELECT token_hash FROM refresh_tokens WHERE session_id = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2";
    /** The session's one token that can be used is exchanged, as a refresh would do. */
    private static final String SWITCH = """
            WITH used AS (
                UPDATE refresh_tokens SET used_at = $1, successor_id = $3::uuid
                 WHERE token_hash = $2 AND used_at IS NULL
                RETURNING session_id, user_id, family_id),
            fresh AS (
                INSERT INTO refresh_tokens (id, session_id, user_id, family_id, token_hash, token_prefix, created_at, expires_at)
                SELECT $3::uuid, session_id, user_id, family_id, $4::bytea, $5::text, $1, $6::timestamptz FROM used)
            UPDATE user_sessions s SET organization_id = $7, last_activity_at = $1 FROM used WHERE s.id = used.session_id
            """;

    private static final String LOCK_OWN =
            "SELECT id FROM user_sessions WHERE id = $1 AND user_id = $2 FOR NO KEY UPDATE";
    /** In the order of their ids, so that two who end all of an account's wait for each other and not in a circle. */
    private static final String LOCK_ALL = """
            SELECT id FROM user_sessions
             WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 AND id IS DISTINCT FROM $3::uuid
             ORDER BY id FOR NO KEY UPDATE
            """;

    private static final String ACTING_IN =
            "SELECT id FROM user_sessions WHERE id = ANY($1) AND organization_id = $2 ORDER BY id";

    private static final String END =
            "UPDATE user_sessions SET ended_at = $1, end_reason = $2 WHERE id = ANY($3) AND ended_at IS NULL RETURNING id, user_id, organization_id";
    private static final String REVOKE =
            "UPDATE refresh_tokens SET revoked_at = $1 WHERE session_id = ANY($2) AND used_at IS NULL AND revoked_at IS NULL";

    /** How long a client may take to notice that an answer was lost and to ask again. */
    private static final Duration LOST_ANSWER = Duration.ofSeconds(10);

    private final Tx tx;
    private final Clock clock;
    private final TokenConfig config;

    SessionQueries(Tx tx, Clock clock, TokenConfig config) {
        if (!config.sessionIdleLimit().isPositive()) {
            throw new IllegalArgumentException("steward.token.session-idle-limit must be positive");
        }
        this.tx = tx;
        this.clock = clock;
        this.config = config;
    }

    /** Stores the session with the first token of its family. */
    Uni<Void> begin(Scope scope, Session session, SessionService.Origin origin, RefreshToken token) {
        Instant now = scope.now();
        return scope.query(
                        BEGIN,
                        session.id(),
                        session.userId(),
                        session.organizationId(),
                        origin.device(),
                        origin.address(),
                        at(now),
                        at(now.plus(config.sessionLifetime())),
                        Ids.next(),
                        token.hash(),
                        token.prefix(),
                        at(now.plus(config.refreshLifetime())))
                .replaceWithVoid();
    }

    /**
     * Begins a session, as a transaction of its own, if the password that was verified still is the account's and is enough.
     *
     * @param verified the hash that the password has matched
     */
    Uni<ByPassword> loginByPassword(
            Actor actor, UUID sessionId, String verified, SessionService.Origin origin, RefreshToken token) {
        Instant now = clock.instant();
        return tx.writePipelined(
                        actor,
                        LOGIN_BY_PASSWORD,
                        actor.accountId(),
                        verified,
                        sessionId,
                        origin.device(),
                        origin.address(),
                        at(now),
                        at(now.plus(config.sessionLifetime())),
                        Ids.next(),
                        token.hash(),
                        token.prefix(),
                        at(now.plus(config.refreshLifetime())),
                        Ids.next(),
                        actor.cause().label(),
                        actor.cause().clientAddress(),
                        actor.cause().correlationId())
                .map(rows -> ByPassword.of(rows.iterator().next()));
    }

    /** The session whose token was used up and replaced; null when the token was not usable. */
    Uni<Session> rotate(Scope scope, RefreshToken used, RefreshToken next) {
        var locked = scope.query(LOCK, used.hash());
        var rotated = scope.query(
                ROTATE,
                at(scope),
                used.hash(),
                Ids.next(),
                next.hash(),
                next.prefix(),
                after(scope, config.refreshLifetime()),
                after(scope, LOST_ANSWER.negated()),
                idleSince(scope));
        return locked.chain(() -> rotated).map(rows -> {
            RowIterator<Row> found = rows.iterator();
            return found.hasNext() ? session(found.next()) : null;
        });
    }

    /** Null unless the token was used before or its session was idle for too long. */
    Uni<Refused> refused(Scope scope, RefreshToken token) {
        return scope.query(REFUSED, token.hash(), idleSince(scope), at(scope)).map(rows -> {
            RowIterator<Row> found = rows.iterator();
            if (!found.hasNext()) {
                return null;
            }
            Row row = found.next();
            return new Refused(row.getUUID("session_id"), row.getBoolean("used"));
        });
    }

    /**
     * Whether the session's account is the installation's administrator; null when it is no session to go on with, by the limits of
     * where it acts and of where it is to act.
     */
    Uni<Boolean> lockAlive(Scope scope, UUID sessionId, UUID userId, UUID organizationId) {
        return scope.query(LOCK_ALIVE, sessionId, userId, at(scope), idleSince(scope), organizationId)
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getBoolean("is_installation_admin"));
    }

    /** The hash of the token of the session, which must be locked, that can be used; null when it has none. */
    Uni<Buffer> usable(Scope scope, UUID sessionId) {
        return scope.query(USABLE, sessionId, at(scope))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getBuffer("token_hash"));
    }

    Uni<Void> moveTo(Scope scope, Buffer usedHash, UUID organizationId, RefreshToken next) {
        return scope.query(
                        SWITCH,
                        at(scope),
                        usedHash,
                        Ids.next(),
                        next.hash(),
                        next.prefix(),
                        after(scope, config.refreshLifetime()),
                        organizationId)
                .replaceWithVoid();
    }

    Uni<Boolean> lockOwn(Scope scope, UUID sessionId, UUID userId) {
        return scope.query(LOCK_OWN, sessionId, userId).map(rows -> rows.size() == 1);
    }

    /** @param except null for none */
    Uni<List<UUID>> lockAll(Scope scope, UUID userId, UUID except) {
        return scope.query(LOCK_ALL, userId, at(scope), except).map(SessionQueries::ids);
    }

    /** Those of these sessions, which must be locked, that act in the organization. */
    Uni<List<UUID>> actingIn(Scope scope, Collection<UUID> sessionIds, UUID organizationId) {
        return scope.query(ACTING_IN, sessionIds.toArray(UUID[]::new), organizationId)
                .map(SessionQueries::ids);
    }

    /** Ends sessions and their unused tokens; gives those that had not ended before. */
    Uni<List<Ended>> end(Scope scope, Collection<UUID> sessionIds, EndReason reason) {
        UUID[] ids = sessionIds.toArray(UUID[]::new);
        var ended = scope.query(END, at(scope), reason.name(), ids);
        var revoked = scope.query(REVOKE, at(scope), ids);
        return revoked.chain(() -> ended).map(rows -> {
            List<Ended> sessions = new ArrayList<>(rows.size());
            rows.forEach(row ->
                    sessions.add(new Ended(row.getUUID("id"), row.getUUID("user_id"), row.getUUID("organization_id"))));
            return sessions;
        });
    }

    private static List<UUID> ids(RowSet<Row> rows) {
        List<UUID> ids = new ArrayList<>(rows.size());
        rows.forEach(row -> ids.add(row.getUUID("id")));
        return ids;
    }

    private static Session session(Row row) {
        return new Session(
                row.getUUID("session_id"),
                row.getUUID("user_id"),
                row.getUUID("organization_id"),
                row.getBoolean("is_installation_admin"));
    }

    private static OffsetDateTime at(Scope scope) {
        return at(scope.now());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private OffsetDateTime idleSince(Scope scope) {
        return after(scope, config.sessionIdleLimit().negated());
    }

    private static OffsetDateTime after(Scope scope, Duration duration) {
        return at(scope.now().plus(duration));
    }
}
