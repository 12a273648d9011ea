package io.steward.notification.feed;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A person's own notifications; nobody reads another's. */
@ApplicationScoped
class Feed {
    private static final String LIST =
            "SELECT " + NotificationView.COLUMNS + " FROM notifications WHERE tenant_id = $1 AND user_id = $2";
    private static final String NEWEST_FIRST = " ORDER BY created_at DESC, id DESC LIMIT ";
    private static final String AFTER = " AND (created_at, id) < ($3, $4)";
    private static final String NEXT = LIST + " AND position > $3 ORDER BY position LIMIT ";
    private static final String LAST = "SELECT last FROM feed_position WHERE tenant_id = $1 AND user_id = $2";
    private static final String MARK_READ = """
            UPDATE notifications SET is_read = true, read_at = coalesce(read_at, $4)
             WHERE tenant_id = $1 AND user_id = $2 AND id = $3
            RETURNING\s""" + NotificationView.COLUMNS;

    private final Tx tx;

    Feed(Tx tx) {
        this.tx = tx;
    }

    /** @param unread only these or only the read ones; null for all */
    Uni<Page<NotificationView>> list(Actor actor, Boolean unread, int limit, Cursor after) {
        String filter = unread == null ? "" : unread ? " AND NOT is_read" : " AND is_read";
        List<Object> parameters = new ArrayList<>(List.of(actor.tenantId(), actor.accountId()));
        if (after != null) {
            parameters.add(after.at().atOffset(ZoneOffset.UTC));
            parameters.add(after.id());
        }
        String sql = LIST + filter + (after == null ? "" : AFTER) + NEWEST_FIRST + (limit + 1);
        return tx.read(actor, sql, parameters.toArray()).map(rows -> {
            List<NotificationView> items = new ArrayList<>(rows.size());
            rows.forEach(row -> items.add(NotificationView.of(row)));
            return Page.of(items, limit, last -> new Cursor(last.createdAt(), last.id()));
        });
    }

    /** The first time counts; again changes nothing. @throws Problem 404 for what is not the actor's own */
    Uni<NotificationView> markRead(Actor actor, UUID id) {
        return tx.write(actor, scope -> scope.query(
                        MARK_READ,
                        actor.tenantId(),
                        actor.accountId(),
                        id,
                        scope.now().atOffset(ZoneOffset.UTC))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw Problem.notFound();
                    }
                    return NotificationView.of(rows.iterator().next());
                }));
    }

    /** What follows a position, oldest first. */
    Uni<List<FeedEntry>> after(Actor actor, long position, int limit) {
        return tx.read(actor, NEXT + limit, actor.tenantId(), actor.accountId(), position)
                .map(rows -> {
                    List<FeedEntry> entries = new ArrayList<>(rows.size());
                    rows.forEach(row -> entries.add(FeedEntry.of(row)));
                    return entries;
                });
    }

    /** The newest position; 0 before the first notification. */
    Uni<Long> lastPosition(Actor actor) {
        return tx.read(actor, LAST, actor.tenantId(), actor.accountId())
                .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong("last"));
    }
}
