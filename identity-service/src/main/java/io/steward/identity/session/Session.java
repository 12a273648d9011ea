package io.steward.identity.session;

import java.util.UUID;

/**
 * What an account's access tokens say.
 *
 * @param organizationId the organization acted in; null for none
 */
public record Session(UUID id, UUID userId, UUID organizationId, boolean installationAdmin) {}
