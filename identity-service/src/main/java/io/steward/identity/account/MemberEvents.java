package io.steward.identity.account;

import io.smallrye.mutiny.Uni;
import io.steward.events.IdentityEvent.MemberSaved;
import io.steward.identity.role.Permissions;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.UUID;

/** Tells the organizations of an account what it is now. */
public final class MemberEvents {
    private static final String TAKE = """
            WITH told AS (SELECT * FROM memberships_to_tell($1) WHERE $2::uuid IS NULL OR organization_id = $2),
                 counted AS (UPDATE users SET event_sequence = event_sequence + (SELECT count(*) FROM told)
                              WHERE id = $1 RETURNING event_sequence, notifications_enabled)
            SELECT told.*, counted.notifications_enabled, counted.event_sequence - count(*) OVER () AS before FROM told, counted ORDER BY organization_id
            """;

    private static final String LEFT = """
            UPDATE users SET event_sequence = event_sequence + 1 WHERE id = $1
            RETURNING username, display_name, email, language, notifications_enabled, event_sequence
            """;

    private MemberEvents() {}

    /**
     * Records a {@link MemberSaved} for each organization, with what the transaction has made of the account so far: changes of
     * entities are flushed before, and the entity is not changed after.
     */
    public static Uni<Void> tellAll(Scope scope, UUID account) {
        return tell(scope, account, null);
    }

    /** The same for the organization acted in alone, when nothing changed elsewhere. */
    public static Uni<Void> tellHere(Scope scope, UUID account) {
        return tell(scope, account, scope.actor().tenantId());
    }

    /** Tells the organization acted in that the account is a member of it no longer. */
    public static Uni<Void> tellLeft(Scope scope, UUID account) {
        return scope.query(LEFT, account)
                .map(rows -> rows.iterator().next())
                .flatMap(row -> scope.append(
                        saved(account, scope.actor().tenantId(), row, List.of(), false, List.of(), scope),
                        row.getLong("event_sequence")));
    }

    private static Uni<Void> tell(Scope scope, UUID account, UUID organization) {
        return scope.query(TAKE, account, organization)
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
        return saved(
                account,
                row.getUUID("organization_id"),
                row,
                List.of(row.getArrayOfStrings("roles")),
                row.getBoolean("active"),
                ticketPermissions(row),
                scope);
    }

    private static List<String> ticketPermissions(Row row) {
        return row.getBoolean("installation_admin")
                ? Permissions.OF_TICKETS
                : List.of(row.getArrayOfStrings("ticket_permissions"));
    }

    /** What an account's roles allow on the tickets of the organization acted in, by what was flushed so far. */
    static Uni<List<String>> ticketPermissions(Scope scope, UUID account) {
        return scope.query(
                        "SELECT * FROM memberships_to_tell($1) WHERE organization_id = $2",
                        account,
                        scope.actor().tenantId())
                .map(rows -> ticketPermissions(rows.iterator().next()));
    }

    private static MemberSaved saved(
            UUID account,
            UUID organization,
            Row row,
            List<String> roles,
            boolean active,
            List<String> ticketPermissions,
            Scope scope) {
        return new MemberSaved(
                account,
                organization,
                row.getString("username"),
                row.getString("display_name"),
                row.getString("email"),
                row.getString("language"),
                roles,
                active,
                scope.now(),
                row.getBoolean("notifications_enabled"),
                ticketPermissions);
    }
}
