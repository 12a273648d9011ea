package io.steward.identity.password;

import io.steward.identity.account.PasswordPolicy;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** The token of the mail, and the password to have from now on. */
public record CompleteReset(
        @NotBlank @Size(max = 128) String token,

        @NotNull @Size(min = PasswordPolicy.MIN, max = PasswordPolicy.MAX)
        String newPassword) {
    @Override
    public String toString() {
        return "CompleteReset";
    }
}
