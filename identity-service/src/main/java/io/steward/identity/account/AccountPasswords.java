package io.steward.identity.account;

import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * The stored hashes, for other features inside their transaction. Each statement holds the account's row until the commit: whoever
 * proved a password that changes at this moment either is done before the change, so that it ends his session, or finds it changed.
 */
@ApplicationScoped
public class AccountPasswords {
    private static final String HAS = "SELECT id FROM users WHERE id = $1 AND password_hash = $2 AND status = 'ACTIVE'";
    private static final String CONFIRM = HAS + " FOR SHARE";
    private static final String CONFIRM_ALONE = HAS + " FOR NO KEY UPDATE";
    private static final String UPGRADE =
            "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2 AND status = 'ACTIVE'";
    private static final String CHANGE = """
            UPDATE users SET password_hash = $3, password_changed_at = $4, updated_at = $4
             WHERE id = $1 AND password_hash = $2 AND status = 'ACTIVE'
            """;

    private static final String RESET = """
            UPDATE users SET password_hash = $2, password_changed_at = $3, updated_at = $3
             WHERE id = $1 AND status = 'ACTIVE'
            """;

    AccountPasswords() {}

    /** Whether the account is active and its password still has the hash that was verified. */
    public Uni<Boolean> confirm(Scope scope, UUID userId, String verified) {
        return scope.query(CONFIRM, userId, verified).map(rows -> rows.rowCount() == 1);
    }

    /** The same for who goes on to lock the account's row: two that shared it would wait for each other. */
    public Uni<Boolean> confirmAlone(Scope scope, UUID userId, String verified) {
        return scope.query(CONFIRM_ALONE, userId, verified).map(rows -> rows.rowCount() == 1);
    }

    /** The same, and puts a better hash of the same password in its place. */
    public Uni<Boolean> upgrade(Scope scope, UUID userId, String verified, String better) {
        return scope.query(UPGRADE, userId, verified, better).map(rows -> rows.rowCount() == 1);
    }

    /** Gives the account another password; false when it is not active or its password is not the verified one any more. */
    public Uni<Boolean> change(Scope scope, UUID userId, String verified, String fresh) {
        return scope.query(CHANGE, userId, verified, fresh, scope.now().atOffset(ZoneOffset.UTC))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Gives the account another password, whatever the old one is; false when it is not active. */
    public Uni<Boolean> reset(Scope scope, UUID userId, String fresh) {
        return scope.query(RESET, userId, fresh, scope.now().atOffset(ZoneOffset.UTC))
                .map(rows -> rows.rowCount() == 1);
    }
}
