package io.steward.identity.account;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** The roles, by name, that a member has from now on; none takes every permission from it. */
public record SetRoles(@NotNull @Size(max = 20) List<@NotBlank @Size(max = 64) String> roles) {}
