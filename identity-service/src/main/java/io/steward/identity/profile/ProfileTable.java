package io.steward.identity.profile;

import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import io.steward.kit.tx.Scope;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import java.time.ZoneOffset;
import java.util.UUID;

/** The statements of profiles. */
final class ProfileTable {
    private static final String LOCK = """
            SELECT id, email, email_verified, username, display_name, language, status, is_installation_admin, version
              FROM users WHERE id = $1 FOR NO KEY UPDATE
            """;
    private static final String MEMBER =
            "SELECT active FROM organization_members WHERE tenant_id = $1 AND user_id = $2";
    private static final String TAKEN = """
            SELECT EXISTS (SELECT FROM users WHERE lower(email) = lower($2) AND id <> $1) AS email,
                   EXISTS (SELECT FROM users WHERE lower(username) = lower($3) AND id <> $1) AS username
            """;
    private static final String UPDATE = """
            UPDATE users SET email = $2, email_verified = $3, username = $4, display_name = $5, language = $6, status = $7,
                             version = version + 1, updated_at = $8
             WHERE id = $1
            """;
    private static final String ACTIVATE =
            "UPDATE organization_members SET active = $3 WHERE tenant_id = $1 AND user_id = $2";

    private ProfileTable() {}

    /**
     * A member of the organization acted in, held against every other change of the account.
     *
     * @throws Problem 404 when there is none
     */
    static Uni<Profile> lockMember(Scope scope, UUID id) {
        var locked = scope.query(LOCK, id);
        var member = scope.query(MEMBER, scope.actor().tenantId(), id);
        return locked.flatMap(account -> member.map(membership -> {
            if (account.size() == 0 || membership.size() == 0) {
                throw Problem.notFound();
            }
            return Profile.of(
                    account.iterator().next(), membership.iterator().next().getBoolean("active"));
        }));
    }

    /** The account, wherever it belongs, held in the same way. */
    static Uni<Profile> lock(Scope scope, UUID id) {
        return scope.query(LOCK, id).map(account -> {
            if (account.size() == 0) {
                throw Problem.notFound();
            }
            return Profile.of(account.iterator().next(), true);
        });
    }

    /** @throws Problem 409 when somebody else has the email or the username */
    static Uni<Void> requireFree(Scope scope, Profile wanted) {
        return scope.query(TAKEN, wanted.id(), wanted.email(), wanted.username())
                .invoke(rows -> {
                    Row taken = rows.iterator().next();
                    if (taken.getBoolean("email")) {
                        throw emailTaken();
                    }
                    if (taken.getBoolean("username")) {
                        throw usernameTaken();
                    }
                })
                .replaceWithVoid();
    }

    static Uni<Void> update(Scope scope, Profile wanted) {
        return scope.query(
                        UPDATE,
                        wanted.id(),
                        wanted.email(),
                        wanted.emailVerified(),
                        wanted.username(),
                        wanted.displayName(),
                        wanted.language(),
                        wanted.status().name(),
                        scope.now().atOffset(ZoneOffset.UTC))
                .replaceWithVoid();
    }

    static Uni<Void> activate(Scope scope, UUID id, boolean active) {
        return scope.query(ACTIVATE, scope.actor().tenantId(), id, active).replaceWithVoid();
    }

    /** Two requests at once for the same name: the index lets one through. */
    static Throwable taken(Throwable failure) {
        return switch (String.valueOf(((PgException) failure).getConstraint())) {
            case "users_email_unique" -> emailTaken();
            case "users_username_unique" -> usernameTaken();
            default -> failure;
        };
    }

    private static Problem emailTaken() {
        return Problem.conflict("email-taken", "There is an account with this email.")
                .with("field", "email");
    }

    private static Problem usernameTaken() {
        return Problem.conflict("username-taken", "There is an account with this username.")
                .with("field", "username");
    }
}
