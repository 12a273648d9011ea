package io.steward.identity.wayin;

import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * All that somebody comes in to an account by beside its password, or that may become such. The one list of them: a table with a new one is
 * added here, and {@code WaysInTest} fails until it is.
 */
enum WayIn {
    EXTERNAL_IDENTITY("external_identities", "DELETE FROM external_identities WHERE user_id = $1", After.EACH_PROOF),
    IDENTITY_TO_BE_LINKED("oidc_flows", "DELETE FROM oidc_flows WHERE user_id = $1", After.EACH_PROOF),
    AUTHENTICATOR_APP("totp_factors", "DELETE FROM totp_factors WHERE user_id = $1", After.FIRST_PROOF),
    AUTHENTICATOR_APP_TO_BE_CONFIRMED(
            "totp_factors", "DELETE FROM totp_factors WHERE user_id = $1 AND confirmed_at IS NULL", After.EACH_PROOF),
    PASSKEY("passkeys", "DELETE FROM passkeys WHERE user_id = $1", After.FIRST_PROOF),
    PASSKEY_TO_BE_ADDED("passkey_ceremonies", "DELETE FROM passkey_ceremonies WHERE user_id = $1", After.EACH_PROOF),
    RECOVERY_CODE("recovery_codes", "DELETE FROM recovery_codes WHERE user_id = $1", After.FIRST_PROOF),
    LOGIN_UNDER_WAY(
            "mfa_challenges",
            "UPDATE mfa_challenges SET closed_at = $2 WHERE user_id = $1 AND closed_at IS NULL",
            After.EACH_PROOF),
    GIT_CONNECTION("git_connections", "DELETE FROM git_connections WHERE user_id = $1", After.FIRST_PROOF),
    ADDRESS_TO_BE_PROVED(
            "email_verifications",
            "UPDATE email_verifications SET closed_at = $2 WHERE user_id = $1 AND closed_at IS NULL",
            After.EACH_PROOF),
    PASSWORD_RESET("password_resets", """
            UPDATE password_resets SET closed_at = $2, outcome = 'VOID', next_attempt_at = NULL, email = NULL
             WHERE user_id = $1 AND closed_at IS NULL
            """, After.EACH_PROOF),
    /** Revoked, and the gateways are told. */
    API_KEY("api_keys", null, After.EACH_PROOF),
    /** Ended, and the gateways are told. */
    SESSION("user_sessions", null, After.EACH_PROOF),
    /** With their sessions. */
    REFRESH_TOKEN("refresh_tokens", null, After.EACH_PROOF);

    /** When it goes. */
    enum After {
        /** Of the account's address: who has set it was not known to be its owner. */
        FIRST_PROOF,
        /** And of each later one by mail, for whoever reads a mailbox takes nothing that he must prove beside it. */
        EACH_PROOF
    }

    private final String table;
    private final String end;
    private final After after;

    /** @param end the statement that ends an account's; null where {@link WaysIn} has its own way */
    WayIn(String table, String end, After after) {
        this.table = table;
        this.end = end;
        this.after = after;
    }

    String table() {
        return table;
    }

    String end() {
        return end;
    }

    Object[] parameters(UUID account, OffsetDateTime now) {
        return end.contains("$2") ? new Object[] {account, now} : new Object[] {account};
    }

    boolean ends(boolean first) {
        return end != null && (first || after == After.EACH_PROOF);
    }
}
