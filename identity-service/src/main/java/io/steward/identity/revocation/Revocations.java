package io.steward.identity.revocation;

import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What ended while its tokens may still live, as gateways ask for it several times a second. */
@ApplicationScoped
class Revocations {
    static final int MOST = 5_000;

    /**
     * A walk along the primary key from the cursor on, mostly over nothing. The snapshot's floor comes with it, from the same snapshot.
     * A cursor from beyond all transactions is of another database, which was there before a restore: it begins anew.
     */
    private static final String SELECT = """
            SELECT s.floor::text AS floor, r.xact::text AS xact, r.id, r.expires_at
              FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS floor, pg_snapshot_xmax(pg_current_snapshot()) AS ceiling) s
              LEFT JOIN LATERAL (
                  SELECT xact, id, expires_at FROM revocations
                   WHERE (xact, id) > (CASE WHEN $1::text::xid8 > s.ceiling THEN '0'::xid8 ELSE $1::text::xid8 END, $2::uuid)
                     AND expires_at > $3
                   ORDER BY xact, id LIMIT 5001) r ON true
             ORDER BY r.xact, r.id
            """;

    /** A session or an API key whose tokens are to be refused until then. */
    record Revocation(UUID id, Instant expiresAt) {}

    /**
     * @param next where to go on; what was given before may be given again
     * @param more whether there is a next page now
     */
    record Page(List<Revocation> revocations, String next, boolean more) {}

    private final Tx tx;
    private final Clock clock;

    Revocations(Tx tx, Clock clock) {
        this.tx = tx;
        this.clock = clock;
    }

    Uni<Page> after(RevocationCursor cursor, Cause cause) {
        return tx.read(
                        Actor.system(Ids.NIL, cause),
                        SELECT,
                        Long.toUnsignedString(cursor.xact()),
                        cursor.id(),
                        clock.instant().atOffset(ZoneOffset.UTC))
                .map(rows -> page(cursor, rows));
    }

    private static Page page(RevocationCursor cursor, RowSet<Row> rows) {
        List<Revocation> found = new ArrayList<>(rows.size());
        // Of several pages the first one's floor holds: what was committed between them is found from there.
        RevocationCursor read = cursor;
        long last = 0;
        for (Row row : rows) {
            if (!cursor.isPage()) {
                read = RevocationCursor.at(Long.parseUnsignedLong(row.getString("floor")));
            }
            if (row.getUUID("id") == null) {
                continue;
            }
            if (found.size() == MOST) {
                return new Page(found, read.page(last, found.getLast().id()).encode(), true);
            }
            last = Long.parseUnsignedLong(row.getString("xact"));
            found.add(new Revocation(
                    row.getUUID("id"), row.getOffsetDateTime("expires_at").toInstant()));
        }
        return new Page(found, RevocationCursor.at(read.floor()).encode(), false);
    }
}
