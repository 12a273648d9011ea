package io.steward.identity.invitation;

import java.util.UUID;

/** Where somebody is a member now. */
public record Joined(UUID organizationId) {}
