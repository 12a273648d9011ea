package io.steward.identity.session;

import io.smallrye.mutiny.Uni;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** The statements of sessions and refresh tokens. */
@ApplicationScoped
class SessionQueries {
    enum EndReason {
        LOGOUT,
        TOKEN_REUSED
    }

    private static final int DEVICE = 255;
    private static final String INSERT = """
            INSERT INTO user_sessions (id, user_id, organization_id, device_info, ip_address,
                                       created_at, last_activity_at, expires_at)
            VALUES ($1, $2, $3, $4, $5::text::inet, $6, $6, $7)
            """;
    private static final String INSERT_TOKEN = """
            INSERT INTO refresh_tokens (id, session_id, user_id, family_id, token_hash, token_prefix, created_at, expires_at)
            VALUES ($1, $2, $3, $1, $4, $5, $6, $7)
            """;
    /** All that changes a session's tokens takes the session first: one after the other, and never in each other's way. */
    private static final String LOCK = """
            SELECT s.id FROM user_sessions s JOIN refresh_tokens t ON t.session_id = s.id
             WHERE t.token_hash = $1 FOR NO KEY UPDATE OF s
            """;
    /**
     * One statement. A used token counts as unused while it is fresh and what it was exchanged for was not used: that answer was lost.
     * Its successor then counts as used, so that of a family there is never more than one token to use.
     */
    private static final String ROTATE = """
            WITH used AS (
                UPDATE refresh_tokens t SET used_at = coalesce(t.used_at, $1), successor_id = $3::uuid FROM user_sessions s, users u
                 WHERE t.token_hash = $2 AND t.revoked_at IS NULL AND t.expires_at > $1
                   AND (t.used_at IS NULL OR t.used_at > $7 AND EXISTS (
                           SELECT FROM refresh_tokens lost WHERE lost.id = t.successor_id AND lost.used_at IS NULL))
                   AND s.id = t.session_id AND s.ended_at IS NULL AND s.expires_at > $1
                   AND u.id = t.user_id AND u.status = 'ACTIVE'
                RETURNING t.id, t.session_id, t.user_id, t.family_id, s.organization_id, u.is_installation_admin),
            before AS (SELECT t.successor_id FROM refresh_tokens t JOIN used ON t.id = used.id),
            lost AS (
                UPDATE refresh_tokens t SET used_at = $1 FROM before WHERE t.id = before.successor_id),
            fresh AS (
                INSERT INTO refresh_tokens (id, session_id, user_id, family_id, token_hash, token_prefix, created_at, expires_at)
                SELECT $3::uuid, session_id, user_id, family_id, $4::bytea, $5::text, $1, $6::timestamptz FROM used),
            seen AS (
                UPDATE user_sessions s SET last_activity_at = $1 FROM used WHERE s.id = used.session_id)
            SELECT session_id, user_id, organization_id, is_installation_admin FROM used
            """;

    private static final String SESSION_OF_USED =
            "SELECT session_id FROM refresh_tokens WHERE token_hash = $1 AND used_at IS NOT NULL";
    private static final String FIND = """
            SELECT s.id AS session_id, s.user_id, s.organization_id, u.is_installation_admin
              FROM user_sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1
            """;
    private static final String END =
            "UPDATE user_sessions SET ended_at = $1, end_reason = $2 WHERE id = $3 AND ended_at IS NULL";
    private static final String REVOKE =
            "UPDATE refresh_tokens SET revoked_at = $1 WHERE session_id = $2 AND used_at IS NULL AND revoked_at IS NULL";

    /** How long a client may take to notice that an answer was lost and to ask again. */
    private static final Duration LOST_ANSWER = Duration.ofSeconds(10);

    private final TokenConfig config;

    SessionQueries(TokenConfig config) {
        this.config = config;
    }

    Uni<Void> insert(Scope scope, Session session, SessionService.Origin origin) {
        String device = origin.device();
        return scope.query(
                        INSERT,
                        session.id(),
                        session.userId(),
                        session.organizationId(),
                        device != null && device.length() > DEVICE ? device.substring(0, DEVICE) : device,
                        origin.address(),
                        at(scope),
                        after(scope, config.sessionLifetime()))
                .replaceWithVoid();
    }

    /** The first of a family, which bears its id. */
    Uni<Void> insert(Scope scope, Session session, RefreshToken token) {
        return scope.query(
                        INSERT_TOKEN,
                        Ids.next(),
                        session.id(),
                        session.userId(),
                        token.hash(),
                        token.prefix(),
                        at(scope),
                        after(scope, config.refreshLifetime()))
                .replaceWithVoid();
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
                after(scope, LOST_ANSWER.negated()));
        return locked.chain(() -> rotated).map(rows -> {
            RowIterator<Row> found = rows.iterator();
            return found.hasNext() ? session(found.next()) : null;
        });
    }

    /** Null when there is no such token or it was never used. */
    Uni<UUID> sessionOfUsed(Scope scope, RefreshToken token) {
        return scope.query(SESSION_OF_USED, token.hash())
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getUUID("session_id"));
    }

    Uni<Session> find(Scope scope, UUID sessionId) {
        return scope.query(FIND, sessionId).map(rows -> session(rows.iterator().next()));
    }

    /** Ends the session and its unused tokens; false when it had ended before. */
    Uni<Boolean> end(Scope scope, UUID sessionId, EndReason reason) {
        var ended = scope.query(END, at(scope), reason.name(), sessionId);
        var revoked = scope.query(REVOKE, at(scope), sessionId);
        return revoked.chain(() -> ended).map(rows -> rows.rowCount() == 1);
    }

    private static Session session(Row row) {
        return new Session(
                row.getUUID("session_id"),
                row.getUUID("user_id"),
                row.getUUID("organization_id"),
                row.getBoolean("is_installation_admin"));
    }

    private static OffsetDateTime at(Scope scope) {
        return scope.now().atOffset(ZoneOffset.UTC);
    }

    private static OffsetDateTime after(Scope scope, Duration duration) {
        return scope.now().plus(duration).atOffset(ZoneOffset.UTC);
    }
}
