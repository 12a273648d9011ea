package io.steward.identity.invitation;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.OwnNames;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The statements by which somebody who accepts becomes a member. */
final class InvitedAccounts {
    private static final String TAKEN = """
            SELECT EXISTS (SELECT FROM users WHERE lower(email) = lower($1)) AS email,
                   EXISTS (SELECT FROM users WHERE lower(username) = lower($2)) AS username
            """;
    private static final String INSERT = """
            INSERT INTO users (id, email, email_verified, username, display_name, password_hash, password_changed_at, status,
                               created_at, updated_at, language)
            VALUES ($1, $2, true, $3, $4, $5, $6, 'ACTIVE', $6, $6, coalesce($7, 'en'))
            """;
    private static final String FIND =
            "SELECT email, email_verified, username, display_name FROM users WHERE id = $1 AND status = 'ACTIVE'";
    private static final String LOCK = FIND + " FOR NO KEY UPDATE";
    private static final String CHANGED = """
            UPDATE users SET email_verified = true, version = version + 1, updated_at = $2 WHERE id = $1
            """;
    private static final String JOIN = """
            INSERT INTO organization_members (tenant_id, user_id, joined_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
            """;
    /** Held against their end; a role that has gone is not given. */
    private static final String GIVE = """
            INSERT INTO user_roles (tenant_id, user_id, role_id)
            SELECT r.tenant_id, $2, r.id FROM roles r WHERE r.tenant_id = $1 AND r.id = ANY ($3) ORDER BY r.id FOR KEY SHARE OF r
            RETURNING role_id
            """;

    private InvitedAccounts() {}

    /** @throws Problem 409 when the address has an account, or the username is taken */
    static Uni<Void> requireFree(Scope scope, String email, String username) {
        return scope.query(TAKEN, email, username)
                .invoke(rows -> {
                    Row taken = rows.iterator().next();
                    if (taken.getBoolean("email")) {
                        throw hasAccount();
                    }
                    if (taken.getBoolean("username")) {
                        throw usernameTaken();
                    }
                })
                .replaceWithVoid();
    }

    static Uni<Void> insert(
            Scope scope, UUID id, Invitation invitation, String username, String displayName, String hash) {
        return scope.query(
                        INSERT, id, invitation.email(), username, displayName, hash, at(scope), invitation.language())
                .replaceWithVoid();
    }

    /** An active account that accepts. */
    record Acceptor(String email, boolean proved, OwnNames names) {
        private static Acceptor of(RowSet<Row> rows) {
            if (rows.size() == 0) {
                return null;
            }
            Row row = rows.iterator().next();
            String email = row.getString("email");
            return new Acceptor(
                    email,
                    row.getBoolean("email_verified"),
                    OwnNames.of(email, row.getString("username"), row.getString("display_name")));
        }

        @Override
        public String toString() {
            return "Acceptor";
        }
    }

    /** Null when it is not active. */
    static Uni<Acceptor> find(Scope scope, UUID id) {
        return scope.query(FIND, id).map(Acceptor::of);
    }

    /** The same, and it stays locked. */
    static Uni<Acceptor> lock(Scope scope, UUID id) {
        return scope.query(LOCK, id).map(Acceptor::of);
    }

    /** Its address has proved itself by the invitation's token. */
    static Uni<Void> verified(Scope scope, UUID id) {
        return scope.query(CHANGED, id, at(scope)).replaceWithVoid();
    }

    /**
     * Makes an account a member of the organization acted in.
     *
     * @return the roles that it has got
     * @throws Problem 409 when it is one, active or not
     */
    static Uni<List<UUID>> join(Scope scope, UUID id, UUID[] roleIds) {
        UUID tenant = scope.actor().tenantId();
        return scope.query(JOIN, tenant, id, at(scope))
                .invoke(joined -> {
                    if (joined.rowCount() == 0) {
                        throw Problem.conflict("member-exists", "The account is a member of the organization already.");
                    }
                })
                .chain(() -> scope.query(GIVE, tenant, id, roleIds))
                .map(rows -> {
                    List<UUID> given = new ArrayList<>(rows.size());
                    rows.forEach(row -> given.add(row.getUUID("role_id")));
                    return given;
                });
    }

    /** Two requests at once for the same name: the index lets one through. */
    static Throwable taken(Throwable failure) {
        return switch (String.valueOf(((PgException) failure).getConstraint())) {
            case "users_email_unique" -> hasAccount();
            case "users_username_unique" -> usernameTaken();
            default -> failure;
        };
    }

    private static Problem hasAccount() {
        return Problem.conflict(
                "invitation-for-account",
                "There is an account with this address. Log in, and accept the invitation then.");
    }

    private static Problem usernameTaken() {
        return Problem.conflict("username-taken", "There is an account with this username.")
                .with("field", "username");
    }

    private static OffsetDateTime at(Scope scope) {
        return scope.now().atOffset(ZoneOffset.UTC);
    }
}
