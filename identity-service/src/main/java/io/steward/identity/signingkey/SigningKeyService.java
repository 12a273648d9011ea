package io.steward.identity.signingkey;

import io.smallrye.mutiny.Uni;
import io.steward.identity.audit.Audit;
import io.steward.identity.audit.AuditEntry;
import io.steward.kit.actor.Actor;
import io.steward.kit.idempotency.Idempotency;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.time.Ids;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The installation's signing keys as its administrator sees and changes them. */
@ApplicationScoped
class SigningKeyService {
    /** A second click is no second compromise: a key so young has signed next to nothing. */
    private static final Duration DOUBLE_CLICK = Duration.ofSeconds(10);

    private static final String ADVANCE = "UPDATE signing_keys SET activate_at = $1 WHERE kid = $2 AND state = 'NEXT'";
    private static final String DROP = "DELETE FROM signing_keys RETURNING kid";

    private final Tx tx;
    private final KeyRotation rotation;
    private final SigningKeys keys;
    private final SigningKeyConfig config;
    private final Idempotency idempotency;

    SigningKeyService(Tx tx, KeyRotation rotation, SigningKeys keys, SigningKeyConfig config, Idempotency idempotency) {
        this.tx = tx;
        this.rotation = rotation;
        this.keys = keys;
        this.config = config;
        this.idempotency = idempotency;
    }

    Uni<List<SigningKeyView>> list(Actor actor) {
        return tx.read(installation(actor), SigningKeyView.SELECT).map(SigningKeyService::views);
    }

    /**
     * Lets another key sign: published ahead, so that nobody is refused; or, when the present ones are compromised, at once, and what
     * they have signed is refused as soon as the verifiers look at the keys again.
     *
     * @param key null for none
     */
    Uni<SigningKeyRotated> rotate(Actor actor, boolean compromised, IdempotencyKey key) {
        return rotation.generate()
                .flatMap(fresh -> tx.write(
                        installation(actor),
                        scope -> idempotency.once(scope, key, SigningKeyRotated.class, () -> scope.query(
                                        KeyRotation.LOCK)
                                .chain(() -> scope.query(SigningKeyView.SELECT))
                                .map(SigningKeyService::views)
                                .flatMap(known ->
                                        compromised ? replace(scope, known, fresh) : begin(scope, known, fresh)))))
                // This instance signs with it from the next login on, the others when they look again.
                .call(keys::look);
    }

    private Uni<SigningKeyRotated> begin(Scope scope, List<SigningKeyView> known, NewKey fresh) {
        Instant soonest = scope.now().plus(config.lead());
        Optional<SigningKeyView> next =
                known.stream().filter(key -> key.is(SigningKey.State.NEXT)).findFirst();
        if (next.isEmpty()) {
            requested(scope, fresh.kid(), false);
            return KeyRotation.insert(scope, fresh, SigningKey.State.NEXT, soonest)
                    .chain(() -> begun(scope, fresh.kid()));
        }
        String waiting = next.get().kid();
        if (!next.get().activateAt().isAfter(soonest)) {
            return Uni.createFrom().item(new SigningKeyRotated(next.get(), false));
        }
        requested(scope, waiting, false);
        return scope.query(ADVANCE, soonest.atOffset(ZoneOffset.UTC), waiting).chain(() -> begun(scope, waiting));
    }

    /** All keys go: who has one of them has had the place where all of them lie. */
    private Uni<SigningKeyRotated> replace(Scope scope, List<SigningKeyView> known, NewKey fresh) {
        Optional<SigningKeyView> justMade = known.stream()
                .filter(key -> key.is(SigningKey.State.ACTIVE))
                .filter(key -> key.createdAt().isAfter(scope.now().minus(DOUBLE_CLICK)))
                .findFirst();
        if (justMade.isPresent()) {
            return Uni.createFrom().item(new SigningKeyRotated(justMade.get(), false));
        }
        requested(scope, fresh.kid(), true);
        return scope.query(DROP)
                .invoke(gone -> gone.forEach(row -> Audit.record(
                        scope, AuditEntry.of("signing-key.withdrawn", "signing-key", row.getString("kid")))))
                .chain(() -> KeyRotation.insert(scope, fresh, SigningKey.State.ACTIVE, scope.now()))
                .chain(() -> begun(scope, fresh.kid()));
    }

    private static void requested(Scope scope, String kid, boolean compromised) {
        Audit.record(
                scope,
                AuditEntry.of("signing-key.rotation-requested", "signing-key", kid)
                        .after(Map.of("compromised", compromised)));
    }

    private static Uni<SigningKeyRotated> begun(Scope scope, String kid) {
        return scope.query(SigningKeyView.SELECT)
                .map(rows -> views(rows).stream()
                        .filter(key -> key.kid().equals(kid))
                        .findFirst()
                        .orElseThrow())
                .map(key -> new SigningKeyRotated(key, true));
    }

    private static List<SigningKeyView> views(Iterable<Row> rows) {
        List<SigningKeyView> views = new ArrayList<>();
        rows.forEach(row -> views.add(SigningKeyView.of(row)));
        return views;
    }

    /** Keys belong to no organization: what is done to them is in the installation's log. */
    private static Actor installation(Actor actor) {
        return new Actor(actor.accountId(), Ids.NIL, actor.permissions(), actor.cause());
    }
}
