package io.steward.identity.account;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.UUID;

/** Tells the organizations of an account what it is now. */
public final class MemberEvents {
    private static final String TAKE = """
            WITH told AS (SELECT * FROM memberships_to_tell($1)),
                 counted AS (UPDATE users SET event_sequence = event_sequence + (SELECT count(*) FROM told)
                              WHERE id = $1 RETURNING event_sequence, notifications_enabled)
            SELECT told.*, counted.notifications_enabled, counted.event_sequence - count(*) OVER () AS before FROM told, counted ORDER BY organization_id
            """;

    private MemberEvents() {}

    /**
     * Records a {@link MemberSaved} for each organization, with what the transaction has made of the account so far: changes of
     * entities are flushed before, and the entity is not changed after.
     */
    public static Uni<Void> tellAll(Scope scope, UUID account) {
        return scope.query(TAKE, account)
                .invoke(rows -> {
                    long sequence = 0;
                    for (Row row : rows) {
                        sequence++;
                        scope.appendIn(
                                row.getUUID("organization_id"),
                                saved(account, row, scope),
                                row.getLong("before") + sequence);
                    }
                })
                .replaceWithVoid();
    }

    private static MemberSaved saved(UUID account, Row row, Scope scope) {
        return new MemberSaved(
                account,
                row.getUUID("organization_id"),
                row.getString("username"),
                row.getString("display_name"),
                row.getString("email"),
                row.getString("language"),
                List.of(row.getArrayOfStrings("roles")),
                row.getBoolean("active"),
                scope.now(),
                row.getBoolean("notifications_enabled"));
    }
}
