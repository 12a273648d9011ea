package io.steward.identity.session;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** An account's sessions that can still be used. */
@ApplicationScoped
class SessionList {
    private static final String LIST = """
            SELECT id, device_info, host(ip_address) AS ip_address, created_at, last_activity_at, organization_id,
                   least(expires_at, created_at + session_limit(organization_id, 'session.absolute-limit')) AS expires_at
              FROM user_sessions
             WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 AND last_activity_at > $3
               AND last_activity_at > coalesce($2::timestamptz - session_limit(organization_id, 'session.idle-limit'), '-infinity')
               AND created_at > coalesce($2::timestamptz - session_limit(organization_id, 'session.absolute-limit'), '-infinity')
            """;
    private static final String AFTER = " AND (last_activity_at, id) < ($4, $5)";
    private static final String LATEST_FIRST = " ORDER BY last_activity_at DESC, id DESC LIMIT ";

    private final Tx tx;
    private final TokenConfig config;
    private final Clock clock;

    SessionList(Tx tx, TokenConfig config, Clock clock) {
        this.tx = tx;
        this.config = config;
        this.clock = clock;
    }

    /** Newest activity first. */
    Uni<Page<SessionView>> of(Actor actor, UUID current, int limit, Cursor after) {
        Instant now = clock.instant();
        List<Object> parameters = new ArrayList<>(List.of(
                actor.accountId(),
                now.atOffset(ZoneOffset.UTC),
                now.minus(config.longestPause()).atOffset(ZoneOffset.UTC)));
        if (after != null) {
            parameters.add(after.at().atOffset(ZoneOffset.UTC));
            parameters.add(after.id());
        }
        String sql = LIST + (after == null ? "" : AFTER) + LATEST_FIRST + (limit + 1);
        Actor outside = new Actor(actor.accountId(), Ids.NIL, Set.of(), actor.cause());
        return tx.read(outside, sql, parameters.toArray()).map(rows -> {
            List<SessionView> items = new ArrayList<>(rows.size());
            rows.forEach(row -> items.add(SessionView.of(row, current)));
            return Page.of(items, limit, last -> new Cursor(last.lastActivityAt(), last.id()));
        });
    }
}
