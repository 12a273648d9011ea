package io.steward.identity.login;

import jakarta.validation.constraints.NotNull;
import java.util.UUID;

/** The organization to act in from now on. */
public record SwitchOrganization(@NotNull UUID organizationId) {}
