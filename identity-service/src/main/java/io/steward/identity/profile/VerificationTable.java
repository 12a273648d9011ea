package io.steward.identity.profile;

import io.smallrye.mutiny.Uni;
import io.steward.identity.account.OwnNames;
import io.steward.identity.letter.MailedToken;
import io.steward.kit.tx.Scope;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** The statements of verifications. */
final class VerificationTable {
    private static final String INSERT = """
            INSERT INTO email_verifications (id, user_id, email, password_changed_at, requested_at)
            SELECT $1::uuid, u.id, $3::text, u.password_changed_at, $4::timestamptz FROM users u WHERE u.id = $2
            """;
    private static final String VOID_ALL =
            "UPDATE email_verifications SET closed_at = $2 WHERE user_id = $1 AND closed_at IS NULL";
    private static final String SINCE =
            "SELECT count(*) AS asked FROM email_verifications WHERE user_id = $1 AND requested_at > $2";
    /** Nobody is told that an address is somebody else's: then there is no mail. */
    private static final String ISSUE = """
            UPDATE email_verifications v SET token_hash = $2, expires_at = $3 FROM users u
             WHERE v.id = $1 AND v.closed_at IS NULL
               AND u.id = v.user_id AND u.status = 'ACTIVE' AND u.password_changed_at = v.password_changed_at
               AND NOT EXISTS (SELECT FROM users o WHERE lower(o.email) = lower(v.email) AND o.id <> u.id)
            RETURNING v.email, v.email = u.email AS own
            """;

    private static final String OWNER = """
            SELECT u.email_verified, u.username, u.display_name, v.email FROM email_verifications v JOIN users u ON u.id = v.user_id
             WHERE v.token_hash = $1 AND v.closed_at IS NULL AND v.expires_at > $2
            """;
    private static final String LOCK_ACCOUNT = """
            SELECT u.id FROM email_verifications v JOIN users u ON u.id = v.user_id WHERE v.token_hash = $1
               FOR NO KEY UPDATE OF u
            """;
    private static final String USE = """
            UPDATE email_verifications v SET closed_at = $2 FROM users u
             WHERE v.token_hash = $1 AND v.closed_at IS NULL AND v.expires_at > $2
               AND u.id = v.user_id AND u.status = 'ACTIVE' AND u.password_changed_at = v.password_changed_at
            RETURNING v.user_id, v.email
            """;

    private VerificationTable() {}

    /** Whose token it was, and which address it proves. */
    record Proven(UUID account, String email) {
        @Override
        public String toString() {
            return "Proven[" + account + "]";
        }
    }

    /**
     * Whose token it is.
     *
     * @param proved whether the account has proved an address before
     */
    record Owner(boolean proved, OwnNames names) {
        @Override
        public String toString() {
            return "Owner";
        }
    }

    /** Where a token goes. */
    record Recipient(String email, boolean own) {
        @Override
        public String toString() {
            return "Recipient";
        }
    }

    static Uni<Void> insert(Scope scope, UUID id, UUID account, String email) {
        return scope.query(INSERT, id, account, email, at(scope.now())).replaceWithVoid();
    }

    static Uni<Void> voidAll(Scope scope, UUID account) {
        return scope.query(VOID_ALL, account, at(scope.now())).replaceWithVoid();
    }

    /** How many the account, which must be locked, has asked for within the time before now. */
    static Uni<Long> askedWithin(Scope scope, UUID account, Duration window) {
        return scope.query(SINCE, account, at(scope.now().minus(window)))
                .map(rows -> rows.iterator().next().getLong("asked"));
    }

    /** Null when there is nothing to prove any more. */
    static Uni<Recipient> issue(Scope scope, UUID id, MailedToken token, Duration lifetime) {
        return scope.query(ISSUE, id, token.hash(), at(scope.now().plus(lifetime)))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return null;
                    }
                    Row row = rows.iterator().next();
                    return new Recipient(row.getString("email"), row.getBoolean("own"));
                });
    }

    /** Null for a token of no use. */
    static Uni<Owner> owner(Scope scope, MailedToken token) {
        return scope.query(OWNER, token.hash(), at(scope.now())).map(rows -> {
            if (rows.size() == 0) {
                return null;
            }
            Row row = rows.iterator().next();
            return new Owner(
                    row.getBoolean("email_verified"),
                    OwnNames.of(row.getString("email"), row.getString("username"), row.getString("display_name")));
        });
    }

    /** Uses a token up and locks its account; null when it was of no use. */
    static Uni<Proven> use(Scope scope, MailedToken token) {
        var locked = scope.query(LOCK_ACCOUNT, token.hash());
        var used = scope.query(USE, token.hash(), at(scope.now()));
        return locked.chain(() -> used).map(rows -> {
            if (rows.size() == 0) {
                return null;
            }
            Row row = rows.iterator().next();
            return new Proven(row.getUUID("user_id"), row.getString("email"));
        });
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
