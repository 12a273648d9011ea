package io.steward.identity.profile;

import io.steward.identity.account.AccountStatus;
import io.vertx.sqlclient.Row;
import java.util.UUID;

/**
 * What can be changed of an account.
 *
 * @param active whether its membership in the organization acted in is
 */
record Profile(
        UUID id,
        String email,
        boolean emailVerified,
        String username,
        String displayName,
        String language,
        AccountStatus status,
        boolean installationAdmin,
        long version,
        boolean active) {

    static Profile of(Row row, boolean active) {
        return new Profile(
                row.getUUID("id"),
                row.getString("email"),
                row.getBoolean("email_verified"),
                row.getString("username"),
                row.getString("display_name"),
                row.getString("language"),
                AccountStatus.valueOf(row.getString("status")),
                row.getBoolean("is_installation_admin"),
                row.getLong("version"),
                active);
    }

    /** The same with an address that it has proved. */
    Profile provenBy(String proven) {
        return new Profile(
                id, proven, true, username, displayName, language, status, installationAdmin, version, active);
    }

    @Override
    public String toString() {
        return "Profile[" + id + "]";
    }
}
