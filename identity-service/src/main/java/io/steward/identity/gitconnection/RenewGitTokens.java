package io.steward.identity.gitconnection;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.gitconnection.GitTokens.Encrypted;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Encrypts anew what is by another key than the primary one, in batches, so that an old key can go. Several instances may do so at the same
 * time: a row is one's. What cannot be decrypted stays as it is and is passed over.
 */
@ApplicationScoped
class RenewGitTokens {
    private static final Logger LOG = Logger.getLogger(RenewGitTokens.class);
    private static final int BATCH = 100;
    private static final String OLD = """
            SELECT id, user_id, token_encrypted, key_id FROM git_connections
             WHERE (key_id < $1 OR key_id > $1) AND id > $2 ORDER BY id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
            """;
    private static final String STORE = """
            UPDATE git_connections c SET token_encrypted = n.token, key_id = $3
              FROM unnest($1::uuid[], $2::bytea[]) AS n (id, token) WHERE c.id = n.id
            """;

    private final Tx tx;
    private final GitTokens tokens;
    private volatile long lost;

    RenewGitTokens(Tx tx, GitTokens tokens) {
        this.tx = tx;
        this.tokens = tokens;
    }

    /** What a batch came to. */
    private record Batch(UUID last, int seen, int renewed) {}

    @Scheduled(
            every = "${steward.git.renew-every:5s}",
            delayed = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return tokens.primaryKey()
                .flatMap(primary -> primary.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : after(primary.get(), Ids.NIL, 0).invoke(this::report).replaceWithVoid());
    }

    /** How many could not be renewed. */
    private Uni<Long> after(long primary, UUID last, long failed) {
        Actor actor = Actor.system(Ids.NIL, Cause.rule("git-keys", Ids.next()));
        return tx.write(actor, scope -> scope.query(OLD, primary, last, BATCH).flatMap(rows -> renew(scope, rows)))
                .flatMap(batch -> {
                    long all = failed + batch.seen() - batch.renewed();
                    return batch.seen() < BATCH ? Uni.createFrom().item(all) : after(primary, batch.last(), all);
                });
    }

    private Uni<Batch> renew(Scope scope, RowSet<Row> rows) {
        List<Encrypted> old = new ArrayList<>(rows.size());
        rows.forEach(row -> old.add(new Encrypted(
                row.getUUID("id"),
                row.getUUID("user_id"),
                row.getBuffer("token_encrypted").getBytes(),
                row.getLong("key_id"))));
        return old.isEmpty()
                ? Uni.createFrom().item(new Batch(null, 0, 0))
                : tokens.renew(old)
                        .call(fresh -> store(scope, fresh))
                        .map(fresh -> new Batch(old.getLast().id(), old.size(), fresh.size()));
    }

    private static Uni<Void> store(Scope scope, List<Encrypted> fresh) {
        if (fresh.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        // All by one key, which is another one than was looked for if the keyset was replaced in the meantime.
        long primary = fresh.getFirst().keyId();
        Audit.record(
                scope,
                AuditEntry.of("git-key.tokens-renewed", "git-key", primary).after(Map.of("tokens", fresh.size())));
        return scope.query(
                        STORE,
                        fresh.stream().map(Encrypted::id).toArray(UUID[]::new),
                        fresh.stream()
                                .map(token -> Buffer.buffer(token.token()))
                                .toArray(Buffer[]::new),
                        primary)
                .replaceWithVoid();
    }

    /** One line when there are more of them than before. */
    private void report(long failed) {
        if (failed > lost) {
            LOG.warnf("%d Git tokens cannot be decrypted by any key of the keyset", failed);
        }
        lost = failed;
    }
}
