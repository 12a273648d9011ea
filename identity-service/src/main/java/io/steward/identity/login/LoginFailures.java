package io.steward.identity.login;

import io.smallrye.mutiny.Uni;
import io.steward.identity.signingkey.MasterKey;
import io.steward.kit.actor.Actor;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;

/** The failures as the database has them, where all instances count together. */
@Singleton
class LoginFailures {
    /** Whose failures they are, as the database calls it. */
    enum Kind {
        EMAIL,
        EMAIL_AT_ADDRESS,
        ADDRESS
    }

    /**
     * What delays.
     *
     * @param first the wait after as many failures as the burst of their key; each further failure doubles it
     * @param forgotten the pause after the last wait that forgets all
     */
    record Rule(Duration first, Duration longest, Duration forgotten) {}

    /**
     * What is counted.
     *
     * @param burst failures up to the first wait
     */
    record Key(Kind kind, Buffer hash, int burst) {}

    private static final String WAITS_UNTIL = "SELECT waits_until FROM login_failures WHERE key_hash = $1";

    /** Beyond 30 further doublings every sensible longest wait was reached long before. */
    private static final String WAIT = """
            (CASE WHEN %1$s < %2$s THEN 0 ELSE least($6::float8, $5::float8 * 2 ^ least(%1$s - %2$s, 30)) END
             * interval '1 millisecond')
            """;

    /** In one order for all: two attempts that share an address must not wait for each other. */
    private static final String COUNT =
            """
            INSERT INTO login_failures AS known (key_hash, kind, failures, waits_until, forgotten_at)
            SELECT fresh.key_hash, fresh.kind, 1, $4::timestamptz + wait.by, $4::timestamptz + wait.by + forgotten.after
              FROM unnest($1::bytea[], $2::text[], $3::int[]) AS fresh (key_hash, kind, burst)
             CROSS JOIN LATERAL (SELECT %s) AS wait (by)
             CROSS JOIN (SELECT $7::float8 * interval '1 millisecond') AS forgotten (after)
             ORDER BY fresh.key_hash
            ON CONFLICT (key_hash) DO UPDATE SET (failures, waits_until, forgotten_at) = (
                SELECT counted.failures, $4::timestamptz + wait.by,
                       $4::timestamptz + wait.by + $7::float8 * interval '1 millisecond'
                  FROM (SELECT CASE WHEN known.forgotten_at > $4::timestamptz THEN known.failures + 1 ELSE 1 END,
                               ($3::int[])[array_position($2::text[], known.kind)]) AS counted (failures, burst)
                 CROSS JOIN LATERAL (SELECT %s) AS wait (by))
            """.formatted(WAIT.formatted("1", "fresh.burst"), WAIT.formatted("counted.failures", "counted.burst"));

    private static final String FORGIVE = "DELETE FROM login_failures WHERE key_hash = ANY ($1::bytea[])";

    private final Tx tx;
    private final MasterKey master;

    LoginFailures(Tx tx, MasterKey master) {
        this.tx = tx;
        this.master = master;
    }

    /** The same key is the same hash, at every instance; useless to whoever lacks the master key. */
    Key key(Kind kind, String key, int burst) {
        String mark = master.mark("failed logins " + kind + " " + key);
        return new Key(kind, Buffer.buffer(HexFormat.of().parseHex(mark)), burst);
    }

    /** Until when the key has to wait; null when nothing is known of it. */
    Uni<Instant> waitsUntil(Actor actor, Key key) {
        return tx.read(actor, WAITS_UNTIL, key.hash())
                .map(rows -> rows.size() == 0
                        ? null
                        : rows.iterator()
                                .next()
                                .getOffsetDateTime("waits_until")
                                .toInstant());
    }

    /** Counts a failure of each key, of which no two are of one kind. They stay locked until the commit. */
    void count(Scope scope, List<Key> keys, Rule rule) {
        scope.query(
                COUNT,
                hashes(keys),
                keys.stream().map(key -> key.kind().name()).toArray(String[]::new),
                keys.stream().map(Key::burst).toArray(Integer[]::new),
                scope.now().atOffset(ZoneOffset.UTC),
                (double) rule.first().toMillis(),
                (double) rule.longest().toMillis(),
                (double) rule.forgotten().toMillis());
    }

    void forget(Scope scope, List<Key> keys) {
        scope.query(FORGIVE, (Object) hashes(keys));
    }

    private static Buffer[] hashes(List<Key> keys) {
        return keys.stream().map(Key::hash).toArray(Buffer[]::new);
    }
}
