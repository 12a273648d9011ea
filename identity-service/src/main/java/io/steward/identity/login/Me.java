package io.steward.identity.login;

import java.util.List;
import java.util.SortedSet;
import java.util.UUID;

/**
 * The account that asks.
 *
 * @param organizationId the organization acted in; null for none
 * @param roles its roles there
 * @param permissions what the token allows there
 * @param version of the account, for a change of it
 */
public record Me(
        UUID id,
        String email,
        boolean emailVerified,
        String username,
        String displayName,
        String language,
        UUID organizationId,
        List<Organization> organizations,
        List<String> roles,
        SortedSet<String> permissions,
        long version) {

    /** One that the account is a member of. */
    public record Organization(UUID id, String name, String slug, List<String> roles) {}
}
