package io.steward.identity.signingkey;

import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.identity.session.TokenConfig;
import io.steward.kit.actor.Actor;
import io.steward.kit.actor.Cause;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes, activates, retires and forgets keys. All instances try; a lock lets one work at a time, and each looks again once it holds it,
 * so that they agree on the same keys.
 */
@ApplicationScoped
class KeyRotation {
    private static final String COLUMNS =
            "kid, public_jwk, private_key_encrypted, state, activate_at, expires_at FROM signing_keys ORDER BY activate_at DESC, kid";
    static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('steward.signing-keys', 0))";
    private static final String INSERT = """
            INSERT INTO signing_keys (kid, public_jwk, private_key_encrypted, state, created_at, activate_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            """;
    private static final String RETIRE =
            "UPDATE signing_keys SET state = 'RETIRED', retired_at = $1, expires_at = $2 WHERE state = 'ACTIVE'";
    private static final String ACTIVATE = "UPDATE signing_keys SET state = 'ACTIVE' WHERE kid = $1 AND state = 'NEXT'";
    private static final String FORGET = "DELETE FROM signing_keys WHERE expires_at <= $1 RETURNING kid";

    private final Tx tx;
    private final Vertx vertx;
    private final MasterKey master;
    private final SigningKeyConfig config;
    private final TokenConfig tokens;

    KeyRotation(Tx tx, Vertx vertx, MasterKey master, SigningKeyConfig config, TokenConfig tokens) {
        this.tx = tx;
        this.vertx = vertx;
        this.master = master;
        this.config = config;
        this.tokens = tokens;
    }

    Uni<KeyRing> load() {
        return tx.read(actor(), "SELECT " + COLUMNS).map(KeyRotation::ring);
    }

    /** Does what is due at a time, and tells what there is now. */
    Uni<KeyRing> rotate(Instant now) {
        return load().flatMap(seen ->
                due(seen, now) ? change(seen, now) : Uni.createFrom().item(seen));
    }

    private boolean due(KeyRing ring, Instant now) {
        return ring.active().isEmpty() || ring.nextIsDue(now) || lacksNext(ring, now) || ring.hasExpired(now);
    }

    private boolean lacksNext(KeyRing ring, Instant now) {
        return ring.needsNext(now, config.rotateEvery(), config.lead());
    }

    private Uni<KeyRing> change(KeyRing seen, Instant now) {
        boolean wanted = seen.active().isEmpty() || lacksNext(seen, now);
        Uni<NewKey> fresh = wanted ? generate() : Uni.createFrom().nullItem();
        return fresh.flatMap(key -> tx.write(actor(), scope -> scope.query(LOCK)
                .chain(() -> scope.query("SELECT " + COLUMNS))
                .flatMap(rows -> apply(scope, ring(rows), key, now))
                .chain(() -> scope.query("SELECT " + COLUMNS))
                .map(KeyRotation::ring)));
    }

    /** Of the keys as they are under the lock: what another instance has done meanwhile is not done again. */
    private Uni<Void> apply(Scope scope, KeyRing ring, NewKey fresh, Instant now) {
        List<Uni<Void>> steps = new ArrayList<>();
        steps.add(scope.query(FORGET, now.atOffset(ZoneOffset.UTC))
                .invoke(gone -> gone.forEach(row -> Audit.record(
                        scope, AuditEntry.of("signing-key.forgotten", "signing-key", row.getString("kid")))))
                .replaceWithVoid());
        if (ring.active().isEmpty() && fresh != null) {
            steps.add(insert(scope, fresh, SigningKey.State.ACTIVE, now));
        } else if (ring.nextIsDue(now)) {
            Instant handOver = ring.next().orElseThrow().activateAt();
            // The last token of the old key may be signed by an instance that has not looked again yet.
            Instant lastTokenGone = now.plus(tokens.accessLifetime()).plus(config.skew());
            steps.add(scope.query(RETIRE, handOver.atOffset(ZoneOffset.UTC), lastTokenGone.atOffset(ZoneOffset.UTC))
                    .replaceWithVoid());
            String successor = ring.next().orElseThrow().kid();
            steps.add(scope.query(ACTIVATE, successor).replaceWithVoid());
            Audit.record(
                    scope,
                    AuditEntry.of("signing-key.rotated", "signing-key", successor)
                            .before(Map.of("kid", ring.active().orElseThrow().kid()))
                            .after(Map.of("kid", successor)));
        } else if (lacksNext(ring, now) && fresh != null) {
            Instant planned = ring.active().orElseThrow().activateAt().plus(config.rotateEvery());
            Instant earliest = now.plus(config.lead());
            steps.add(insert(scope, fresh, SigningKey.State.NEXT, planned.isAfter(earliest) ? planned : earliest));
        }
        return Uni.join().all(steps).andFailFast().replaceWithVoid();
    }

    static Uni<Void> insert(Scope scope, NewKey key, SigningKey.State state, Instant activateAt) {
        Audit.record(
                scope,
                AuditEntry.of("signing-key.created", "signing-key", key.kid()).after(Map.of("state", state)));
        return scope.query(
                        INSERT,
                        key.kid(),
                        key.publicJwk(),
                        Buffer.buffer(key.privateKeyEncrypted()),
                        state.name(),
                        scope.now().atOffset(ZoneOffset.UTC),
                        activateAt.atOffset(ZoneOffset.UTC))
                .replaceWithVoid();
    }

    Uni<NewKey> generate() {
        return Uni.createFrom().completionStage(() -> vertx.executeBlocking(() -> NewKey.generate(master), false)
                .toCompletionStage());
    }

    private static KeyRing ring(Iterable<Row> rows) {
        List<SigningKey> keys = new ArrayList<>();
        rows.forEach(row -> keys.add(SigningKey.of(row)));
        return new KeyRing(keys);
    }

    private static Actor actor() {
        return Actor.system(Ids.NIL, Cause.rule("key-rotation", Ids.next()));
    }
}
