package io.steward.identity.mfa;

import io.smallrye.mutiny.Uni;
import io.steward.kit.tx.Scope;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** The statements of factors. Whatever decides or changes something holds the account's row of {@code mfa_accounts} first. */
@ApplicationScoped
class FactorTable {
    private static final String STATE = """
            SELECT EXISTS (SELECT FROM totp_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL) AS totp,
                   (SELECT count(*) FROM passkeys WHERE user_id = $1) AS passkeys,
                   (SELECT count(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL) AS recovery_codes,
                   mfa_required_for($1) AS required
            """;
    private static final String LOCK = """
            INSERT INTO mfa_accounts (user_id) VALUES ($1) ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id
            RETURNING failures, blocked_until
            """;
    private static final String FAILED =
            "UPDATE mfa_accounts SET failures = failures + 1, blocked_until = $2 WHERE user_id = $1";
    private static final String FORGIVE =
            "UPDATE mfa_accounts SET failures = 0, blocked_until = NULL WHERE user_id = $1 AND failures > 0";

    private static final String PEND = """
            INSERT INTO totp_factors (user_id, secret_encrypted, created_at) VALUES ($1, $2, $3)
            ON CONFLICT (user_id) DO UPDATE SET secret_encrypted = excluded.secret_encrypted, created_at = excluded.created_at
             WHERE totp_factors.confirmed_at IS NULL
            """;
    private static final String PENDING =
            "SELECT secret_encrypted FROM totp_factors WHERE user_id = $1 AND confirmed_at IS NULL AND created_at > $2";
    private static final String CONFIRMED =
            "SELECT secret_encrypted FROM totp_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL";
    private static final String CONFIRM =
            "UPDATE totp_factors SET confirmed_at = $2, last_step = $3 WHERE user_id = $1 AND confirmed_at IS NULL";
    /** Compares and sets at once: of two with one code, or with an older one, the second changes nothing. */
    private static final String USE_STEP =
            "UPDATE totp_factors SET last_step = $2 WHERE user_id = $1 AND confirmed_at IS NOT NULL AND last_step < $2";

    private static final String REMOVE_TOTP = "DELETE FROM totp_factors WHERE user_id = $1";

    private static final String USE_CODE =
            "UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL";
    private static final String REMOVE_CODES = "DELETE FROM recovery_codes WHERE user_id = $1";
    private static final String INSERT_CODES =
            "INSERT INTO recovery_codes (user_id, code_hash, created_at) SELECT $1, unnest($2::bytea[]), $3";

    private final PasskeyTable passkeys;

    FactorTable(PasskeyTable passkeys) {
        this.passkeys = passkeys;
    }

    /** What an account has, and whether it must have something. */
    record State(boolean totp, long passkeys, long recoveryCodes, boolean required) {
        boolean enrolled() {
            return totp || passkeys > 0;
        }

        /** How many factors it has; recovery codes are none, they stand in for one. */
        long factors() {
            return passkeys + (totp ? 1 : 0);
        }
    }

    /** @param blockedUntil null when it is not blocked */
    record Guesses(int failures, Instant blockedUntil) {
        /** Not positive when there is nothing to wait for. */
        Duration pause(Instant now) {
            return blockedUntil == null ? Duration.ZERO : Duration.between(now, blockedUntil);
        }
    }

    Uni<State> state(Scope scope, UUID userId) {
        return scope.query(STATE, userId).map(rows -> state(rows.iterator().next()));
    }

    private static State state(Row row) {
        return new State(
                row.getBoolean("totp"),
                row.getLong("passkeys"),
                row.getLong("recovery_codes"),
                row.getBoolean("required"));
    }

    Uni<Guesses> lock(Scope scope, UUID userId) {
        return scope.query(LOCK, userId).map(rows -> {
            Row row = rows.iterator().next();
            OffsetDateTime until = row.getOffsetDateTime("blocked_until");
            return new Guesses(row.getInteger("failures"), until == null ? null : until.toInstant());
        });
    }

    /** @param blockedUntil null for not at all */
    Uni<Void> failed(Scope scope, UUID userId, Instant blockedUntil) {
        return scope.query(FAILED, userId, blockedUntil == null ? null : at(blockedUntil))
                .replaceWithVoid();
    }

    Uni<Void> forgive(Scope scope, UUID userId) {
        return scope.query(FORGIVE, userId).replaceWithVoid();
    }

    /** In place of a secret that was not confirmed; false when the account has a confirmed one. */
    Uni<Boolean> pend(Scope scope, UUID userId, byte[] encrypted) {
        return scope.query(PEND, userId, Buffer.buffer(encrypted), at(scope.now()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Encrypted; null when there is none younger. */
    Uni<byte[]> pending(Scope scope, UUID userId, Duration lifetime) {
        return scope.query(PENDING, userId, at(scope.now().minus(lifetime))).map(FactorTable::secret);
    }

    /** Encrypted; null when there is none. */
    Uni<byte[]> confirmed(Scope scope, UUID userId) {
        return scope.query(CONFIRMED, userId).map(FactorTable::secret);
    }

    Uni<Boolean> confirm(Scope scope, UUID userId, long step) {
        return scope.query(CONFIRM, userId, at(scope.now()), step).map(rows -> rows.rowCount() == 1);
    }

    /** False when this step's code, or a later one, was used before. */
    Uni<Boolean> useStep(Scope scope, UUID userId, long step) {
        return scope.query(USE_STEP, userId, step).map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> removeTotp(Scope scope, UUID userId) {
        return scope.query(REMOVE_TOTP, userId).replaceWithVoid();
    }

    /** Factors and recovery codes. */
    Uni<Void> removeAll(Scope scope, UUID userId) {
        return removeTotp(scope, userId)
                .chain(() -> passkeys.removeAll(scope, userId))
                .chain(() -> removeCodes(scope, userId));
    }

    /** False when there is no such code, or it was used before. */
    Uni<Boolean> useCode(Scope scope, UUID userId, Buffer mark) {
        return scope.query(USE_CODE, userId, mark, at(scope.now())).map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> removeCodes(Scope scope, UUID userId) {
        return scope.query(REMOVE_CODES, userId).replaceWithVoid();
    }

    Uni<Void> insertCodes(Scope scope, UUID userId, List<Buffer> marks) {
        return scope.query(INSERT_CODES, userId, marks.toArray(Buffer[]::new), at(scope.now()))
                .replaceWithVoid();
    }

    private static byte[] secret(RowSet<Row> rows) {
        return rows.size() == 0
                ? null
                : rows.iterator().next().getBuffer("secret_encrypted").getBytes();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
