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
 */
public record Me(
        UUID id,
        String email,
        String username,
        String displayName,
        String language,
        UUID organizationId,
        List<Organization> organizations,
        List<String> roles,
        SortedSet<String> permissions) {

    /** One that the account is a member of. */
    public record Organization(UUID id, String name, String slug, List<String> roles) {}
}
