package io.steward.identity.apikey;

import io.smallrye.mutiny.Uni;
import io.steward.identity.session.Memberships;
import io.steward.kit.actor.Actor;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The statements of API keys, behind the wall of the organization acted in. */
@ApplicationScoped
class ApiKeyQueries {
    /** Who wants a key: one after the other, so that the count after it is right. */
    private static final String LOCK_OWNER =
            "SELECT is_installation_admin FROM users WHERE id = $1 AND status = 'ACTIVE' FOR NO KEY UPDATE";

    private static final String USABLE = """
            SELECT (SELECT count(*) FROM api_keys WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2) AS usable,
                   EXISTS (SELECT FROM organizations WHERE id = $3) AS organization
            """;
    private static final String INSERT = """
            INSERT INTO api_keys (tenant_id, id, user_id, name, key_prefix, secret_hash, scopes, created_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """;
    private static final String SELECT =
            "SELECT id, name, key_prefix, user_id, scopes, created_at, expires_at, last_used_at, revoked_at FROM api_keys";
    private static final String ORDER = " ORDER BY created_at, id LIMIT ";
    private static final String LIST = SELECT + " WHERE (created_at, id) > ($1, $2)" + ORDER;
    private static final String LIST_OWN = SELECT + " WHERE user_id = $3 AND (created_at, id) > ($1, $2)" + ORDER;
    private static final String FIND = SELECT + " WHERE id = $1 AND ($2::uuid IS NULL OR user_id = $2)";
    private static final String REVOKE = "UPDATE api_keys SET revoked_at = $1 WHERE id = $2";
    private static final Cursor BEGINNING = new Cursor(Instant.EPOCH, new UUID(0, 0));

    private final Tx tx;

    ApiKeyQueries(Tx tx) {
        this.tx = tx;
    }

    /**
     * What decides whether an account gets a key.
     *
     * @param active false for an account that may not act any more
     * @param organization whether there is one of the id acted in
     */
    record Standing(
            boolean active, boolean installationAdmin, boolean organization, long usable, Memberships memberships) {}

    Uni<Standing> standing(Scope scope) {
        UUID owner = scope.actor().accountId();
        UUID tenant = scope.actor().tenantId();
        var locked = scope.query(LOCK_OWNER, owner);
        var memberships = scope.query(Memberships.SQL, owner);
        var usable = scope.query(USABLE, owner, at(scope.now()), tenant);
        return locked.flatMap(account -> memberships.flatMap(known -> usable.map(rows -> {
            boolean active = account.size() == 1;
            Row facts = rows.iterator().next();
            return new Standing(
                    active,
                    active && account.iterator().next().getBoolean("is_installation_admin"),
                    facts.getBoolean("organization"),
                    facts.getLong("usable"),
                    Memberships.of(known));
        })));
    }

    Uni<Void> insert(Scope scope, CreatedApiKey key, byte[] hash) {
        return scope.query(
                        INSERT,
                        scope.actor().tenantId(),
                        key.id(),
                        key.ownerId(),
                        key.name(),
                        key.prefix(),
                        Buffer.buffer(hash),
                        key.scopes().toArray(String[]::new),
                        at(key.createdAt()),
                        at(key.expiresAt()))
                .replaceWithVoid();
    }

    /**
     * Oldest first.
     *
     * @param owner null for everybody
     * @param after null for the beginning
     */
    Uni<List<ApiKeyView>> list(Actor actor, UUID owner, Cursor after, int most) {
        Cursor from = after == null ? BEGINNING : after;
        Uni<RowSet<Row>> rows = owner == null
                ? tx.read(actor, LIST + most, at(from.at()), from.id())
                : tx.read(actor, LIST_OWN + most, at(from.at()), from.id(), owner);
        return rows.map(found -> StreamSupport.stream(found.spliterator(), false)
                .map(ApiKeyQueries::view)
                .toList());
    }

    /** @param owner null for anybody's */
    Uni<Optional<ApiKeyView>> find(Actor actor, UUID id, UUID owner) {
        return tx.read(actor, FIND, id, owner).map(ApiKeyQueries::first);
    }

    /** The same inside a transaction, and nobody else changes it before its end. */
    Uni<Optional<ApiKeyView>> lock(Scope scope, UUID id, UUID owner) {
        return scope.query(FIND + " FOR NO KEY UPDATE", id, owner).map(ApiKeyQueries::first);
    }

    Uni<Void> revoke(Scope scope, UUID id) {
        return scope.query(REVOKE, at(scope.now()), id).replaceWithVoid();
    }

    private static Optional<ApiKeyView> first(RowSet<Row> rows) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(view(rows.iterator().next()));
    }

    private static ApiKeyView view(Row row) {
        return new ApiKeyView(
                row.getUUID("id"),
                row.getString("name"),
                row.getString("key_prefix"),
                row.getUUID("user_id"),
                List.of(row.getArrayOfStrings("scopes")),
                instant(row, "created_at"),
                instant(row, "expires_at"),
                instant(row, "last_used_at"),
                instant(row, "revoked_at"));
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
