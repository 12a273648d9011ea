package io.steward.identity.invitation;

import io.smallrye.mutiny.Uni;
import io.steward.identity.invitation.InvitationView.State;
import io.steward.identity.letter.MailedToken;
import io.steward.kit.actor.Actor;
import io.steward.kit.tx.Scope;
import io.steward.kit.tx.Tx;
import io.steward.kit.web.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The statements of invitations, behind the wall of the organization acted in. */
@ApplicationScoped
class InvitationTable {
    private static final String INSERT = """
            INSERT INTO invitations (tenant_id, id, email, display_name, role_ids, invited_by, created_at, mailed_at, expires_at,
                                     username, language)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10)
            """;
    private static final String CLOSE_EXPIRED = """
            UPDATE invitations SET closed_at = $3, outcome = 'EXPIRED'
             WHERE tenant_id = $1 AND lower(email) = lower($2) AND closed_at IS NULL AND expires_at <= $3
            """;
    private static final String KNOWN = """
            SELECT EXISTS (SELECT FROM organization_members m JOIN users u ON u.id = m.user_id
                            WHERE m.tenant_id = $1 AND lower(u.email) = lower($2)) AS member,
                   EXISTS (SELECT FROM invitations i
                            WHERE i.tenant_id = $1 AND lower(i.email) = lower($2) AND i.closed_at IS NULL
                              AND i.expires_at > $4) AS invited,
                   (SELECT count(*) FROM invitations i WHERE i.tenant_id = $1 AND i.created_at > $3) AS lately
            """;
    private static final String SELECT = """
            SELECT i.id, i.email, i.display_name, i.invited_by, i.created_at, i.mailed_at, i.expires_at, i.outcome,
                   ARRAY(SELECT r.name::text FROM roles r WHERE r.tenant_id = i.tenant_id AND r.id = ANY (i.role_ids) ORDER BY r.name) AS roles
              FROM invitations i WHERE i.tenant_id = $1
            """;
    private static final String LIST =
            SELECT + " AND (i.created_at, i.id) > ($2, $3) ORDER BY i.created_at, i.id LIMIT ";
    private static final String LOCK = SELECT + " AND i.id = $2 FOR NO KEY UPDATE OF i";
    private static final String FIND = SELECT + " AND i.id = $2";
    private static final String REVOKE =
            "UPDATE invitations SET closed_at = $3, outcome = 'REVOKED' WHERE tenant_id = $1 AND id = $2 AND closed_at IS NULL";
    private static final String MAIL_AGAIN =
            "UPDATE invitations SET mailed_at = $3, expires_at = $4 WHERE tenant_id = $1 AND id = $2";
    private static final String ISSUE = """
            UPDATE invitations i SET token_hash = $3, expires_at = $4 FROM organizations o
             WHERE i.tenant_id = $1 AND i.id = $2 AND i.closed_at IS NULL AND o.id = i.tenant_id
            RETURNING i.email, o.name
            """;
    private static final String OF_TOKEN = "SELECT organization_id FROM invitation_of_token($1, $2)";
    private static final String TAKE = """
            UPDATE invitations SET closed_at = $3, outcome = 'ACCEPTED', accepted_by = $4
             WHERE tenant_id = $1 AND token_hash = $2 AND closed_at IS NULL AND expires_at > $3
            RETURNING id, email, display_name, username, language, role_ids
            """;
    private static final Cursor BEGINNING = new Cursor(Instant.EPOCH, new UUID(0, 0));
    private static final Duration DAY = Duration.ofDays(1);

    private final Tx tx;
    private final Clock clock;

    InvitationTable(Tx tx, Clock clock) {
        this.tx = tx;
        this.clock = clock;
    }

    /**
     * What the organization knows of an address.
     *
     * @param member whether it is a member's, active or not
     * @param invited whether it has an invitation that is open
     * @param lately how many invitations the organization made within a day
     */
    record Known(boolean member, boolean invited, long lately) {}

    Uni<Known> known(Scope scope, String email) {
        UUID tenant = scope.actor().tenantId();
        return scope.query(KNOWN, tenant, email, at(scope.now().minus(DAY)), at(scope.now()))
                .map(rows -> {
                    Row row = rows.iterator().next();
                    return new Known(row.getBoolean("member"), row.getBoolean("invited"), row.getLong("lately"));
                });
    }

    /** In the place of one for the same address that has run out. */
    Uni<Void> insert(Scope scope, Invitation invitation, Duration lifetime) {
        UUID tenant = scope.actor().tenantId();
        return scope.query(CLOSE_EXPIRED, tenant, invitation.email(), at(scope.now()))
                .chain(() -> scope.query(
                        INSERT,
                        tenant,
                        invitation.id(),
                        invitation.email(),
                        invitation.displayName(),
                        invitation.roleIds(),
                        scope.actor().accountId(),
                        at(scope.now()),
                        at(scope.now().plus(lifetime)),
                        invitation.username(),
                        invitation.language()))
                .replaceWithVoid();
    }

    /** Oldest first. */
    Uni<List<InvitationView>> list(Actor actor, Cursor after, int most) {
        Cursor from = after == null ? BEGINNING : after;
        return tx.read(actor, LIST + most, actor.tenantId(), at(from.at()), from.id())
                .map(rows -> {
                    List<InvitationView> found = new ArrayList<>(rows.size());
                    rows.forEach(row -> found.add(view(row, clock.instant())));
                    return found;
                });
    }

    /** Null when there is none. */
    Uni<InvitationView> find(Scope scope, UUID id) {
        return scope.query(FIND, scope.actor().tenantId(), id).map(rows -> first(rows, scope));
    }

    /** The same, and nobody else changes it before the transaction's end. */
    Uni<InvitationView> lock(Scope scope, UUID id) {
        return scope.query(LOCK, scope.actor().tenantId(), id).map(rows -> first(rows, scope));
    }

    Uni<Void> revoke(Scope scope, UUID id) {
        return scope.query(REVOKE, scope.actor().tenantId(), id, at(scope.now()))
                .replaceWithVoid();
    }

    Uni<Void> mailAgain(Scope scope, UUID id, Duration lifetime) {
        return scope.query(
                        MAIL_AGAIN,
                        scope.actor().tenantId(),
                        id,
                        at(scope.now()),
                        at(scope.now().plus(lifetime)))
                .replaceWithVoid();
    }

    /** Where a mail goes, and the organization's name. */
    record Recipient(String email, String organization) {
        @Override
        public String toString() {
            return "Recipient";
        }
    }

    /** Stores the token of a mail that is about to be sent; null when there is none to send any more. */
    Uni<Recipient> issue(Scope scope, UUID id, MailedToken token, Duration lifetime) {
        return scope.query(
                        ISSUE,
                        scope.actor().tenantId(),
                        id,
                        token.hash(),
                        at(scope.now().plus(lifetime)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    return new Recipient(row.getString("email"), row.getString("name"));
                });
    }

    /** The organization that a token invites to; null for a token of no use. */
    Uni<UUID> organizationOf(Actor nobody, MailedToken token) {
        return tx.read(nobody, OF_TOKEN, token.hash(), at(clock.instant()))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getUUID("organization_id"));
    }

    /** Uses the token up, for the actor's account; null when it was of no use. */
    Uni<Invitation> take(Scope scope, MailedToken token) {
        return scope.query(
                        TAKE,
                        scope.actor().tenantId(),
                        token.hash(),
                        at(scope.now()),
                        scope.actor().accountId())
                .map(rows -> {
                    if (rows.size() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    return new Invitation(
                            row.getUUID("id"),
                            row.getString("email"),
                            row.getString("display_name"),
                            row.getString("username"),
                            row.getString("language"),
                            row.getArrayOfUUIDs("role_ids"));
                });
    }

    private static InvitationView first(RowSet<Row> rows, Scope scope) {
        return rows.size() == 0 ? null : view(rows.iterator().next(), scope.now());
    }

    private static InvitationView view(Row row, Instant now) {
        Instant expiresAt = instant(row, "expires_at");
        String outcome = row.getString("outcome");
        return new InvitationView(
                row.getUUID("id"),
                row.getString("email"),
                row.getString("display_name"),
                List.of(row.getArrayOfStrings("roles")),
                row.getUUID("invited_by"),
                instant(row, "created_at"),
                instant(row, "mailed_at"),
                expiresAt,
                outcome != null ? State.valueOf(outcome) : expiresAt.isAfter(now) ? State.PENDING : State.EXPIRED);
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
