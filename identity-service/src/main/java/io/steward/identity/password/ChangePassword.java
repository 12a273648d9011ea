package io.steward.identity.password;

import io.steward.identity.account.PasswordPolicy;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * Another password, and the proof that its owner asks.
 *
 * @param keepApiKeys true leaves the account's API keys as they are; else they are revoked
 */
public record ChangePassword(
        @NotEmpty @Size(max = PasswordPolicy.MAX) String currentPassword,

        @NotNull @Size(min = PasswordPolicy.MIN, max = PasswordPolicy.MAX)
        String newPassword,

        Boolean keepApiKeys) {
    @Override
    public String toString() {
        return "ChangePassword";
    }
}
