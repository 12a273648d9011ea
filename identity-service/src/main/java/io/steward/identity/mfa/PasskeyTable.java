package io.steward.identity.mfa;

import io.smallrye.mutiny.Uni;
import io.steward.identity.mfa.MfaViews.PasskeyView;
import io.steward.identity.mfa.WebAuthn.NewPasskey;
import io.steward.identity.mfa.WebAuthn.Passkey;
import io.steward.kit.tx.Scope;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The statements of passkeys, and of what they are to sign. Each challenge is read by the statement that takes it away. */
@ApplicationScoped
class PasskeyTable {
    /** What somebody with a session lets his authenticator sign for. */
    enum Purpose {
        REGISTRATION,
        PROOF
    }

    private static final String LIST = """
            SELECT id, name, created_at, last_used_at, backed_up, credential_id, transports FROM passkeys
             WHERE user_id = $1 ORDER BY created_at, id
            """;
    private static final String FIND = """
            SELECT id, user_id, credential_id, credential_data, sign_count, backup_eligible, backed_up FROM passkeys
             WHERE credential_id = $1 AND user_id = $2
            """;
    private static final String INSERT = """
            INSERT INTO passkeys (id, user_id, credential_id, credential_data, transports, name, sign_count, backup_eligible,
                                  backed_up, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (credential_id) DO NOTHING
            """;
    private static final String USED = """
            UPDATE passkeys SET sign_count = $2, backed_up = $3, last_used_at = $4
             WHERE id = $1 AND (sign_count < $2 OR sign_count = 0 AND $2 = 0)
            """;
    private static final String REMOVE = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2";
    private static final String REMOVE_ALL = "DELETE FROM passkeys WHERE user_id = $1";
    private static final String FORGET_CEREMONIES = "DELETE FROM passkey_ceremonies WHERE user_id = $1";

    private static final String BEGIN = """
            INSERT INTO passkey_ceremonies (user_id, purpose, challenge, expires_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (user_id, purpose) DO UPDATE SET challenge = excluded.challenge, expires_at = excluded.expires_at
            """;
    private static final String TAKE = """
            DELETE FROM passkey_ceremonies WHERE user_id = $1 AND purpose = $2
            RETURNING CASE WHEN expires_at > $3 THEN challenge END AS challenge
            """;
    private static final String BEGIN_LOGIN = "UPDATE mfa_challenges SET passkey_challenge = $2 WHERE id_hash = $1";
    private static final String TAKE_LOGIN = """
            UPDATE mfa_challenges c SET passkey_challenge = NULL
              FROM (SELECT id_hash, passkey_challenge AS challenge FROM mfa_challenges WHERE id_hash = $1 FOR UPDATE) had
             WHERE c.id_hash = had.id_hash RETURNING had.challenge
            """;

    PasskeyTable() {}

    /** How a browser finds it. */
    record Descriptor(byte[] credentialId, List<String> transports) {}

    Uni<List<PasskeyView>> list(Scope scope, UUID userId) {
        return scope.query(LIST, userId).map(rows -> {
            List<PasskeyView> views = new ArrayList<>(rows.size());
            rows.forEach(row -> views.add(view(row)));
            return views;
        });
    }

    private static PasskeyView view(Row row) {
        OffsetDateTime used = row.getOffsetDateTime("last_used_at");
        return new PasskeyView(
                row.getUUID("id"),
                row.getString("name"),
                row.getOffsetDateTime("created_at").toInstant(),
                used == null ? null : used.toInstant(),
                row.getBoolean("backed_up"));
    }

    Uni<List<Descriptor>> descriptors(Scope scope, UUID userId) {
        return scope.query(LIST, userId).map(rows -> {
            List<Descriptor> found = new ArrayList<>(rows.size());
            rows.forEach(row -> found.add(new Descriptor(
                    row.getBuffer("credential_id").getBytes(), List.of(row.getArrayOfStrings("transports")))));
            return found;
        });
    }

    /** Null when the account has none of this id. */
    Uni<Passkey> find(Scope scope, UUID userId, byte[] credentialId) {
        return scope.query(FIND, Buffer.buffer(credentialId), userId)
                .map(rows -> rows.size() == 0 ? null : passkey(rows.iterator().next()));
    }

    private static Passkey passkey(Row row) {
        return new Passkey(
                row.getUUID("id"),
                row.getUUID("user_id"),
                row.getBuffer("credential_id").getBytes(),
                row.getBuffer("credential_data").getBytes(),
                row.getLong("sign_count"),
                row.getBoolean("backup_eligible"),
                row.getBoolean("backed_up"));
    }

    /** False when somebody has it already. */
    Uni<Boolean> insert(Scope scope, UUID id, UUID userId, String name, NewPasskey passkey) {
        return scope.query(
                        INSERT,
                        id,
                        userId,
                        Buffer.buffer(passkey.credentialId()),
                        Buffer.buffer(passkey.credentialData()),
                        passkey.transports(),
                        name,
                        passkey.signCount(),
                        passkey.backupEligible(),
                        passkey.backedUp(),
                        at(scope.now()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** False when its counter has gone further meanwhile. */
    Uni<Boolean> used(Scope scope, Passkey passkey, long signCount, boolean backedUp) {
        return scope.query(USED, passkey.id(), signCount, backedUp, at(scope.now()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** False when the account has none of this id. */
    Uni<Boolean> remove(Scope scope, UUID userId, UUID id) {
        return scope.query(REMOVE, id, userId).map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> removeAll(Scope scope, UUID userId) {
        return scope.query(REMOVE_ALL, userId)
                .chain(() -> scope.query(FORGET_CEREMONIES, userId))
                .replaceWithVoid();
    }

    Uni<Void> begin(Scope scope, UUID userId, Purpose purpose, byte[] challenge, Duration lifetime) {
        return scope.query(
                        BEGIN,
                        userId,
                        purpose.name(),
                        Buffer.buffer(challenge),
                        at(scope.now().plus(lifetime)))
                .replaceWithVoid();
    }

    /** Null when there is none, or it came too late. */
    Uni<byte[]> take(Scope scope, UUID userId, Purpose purpose) {
        return scope.query(TAKE, userId, purpose.name(), at(scope.now())).map(PasskeyTable::challenge);
    }

    Uni<Void> begin(Scope scope, ChallengeId login, byte[] challenge) {
        return scope.query(BEGIN_LOGIN, login.hash(), Buffer.buffer(challenge)).replaceWithVoid();
    }

    /** Null when there is none. */
    Uni<byte[]> take(Scope scope, ChallengeId login) {
        return scope.query(TAKE_LOGIN, login.hash()).map(PasskeyTable::challenge);
    }

    private static byte[] challenge(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return null;
        }
        Buffer challenge = rows.iterator().next().getBuffer("challenge");
        return challenge == null ? null : challenge.getBytes();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
