package io.steward.identity.login;

import io.steward.identity.account.PasswordPolicy;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;

/** Who somebody says to be, and the proof. */
public record Login(
        @NotBlank @Size(max = 254) String email,
        @NotEmpty @Size(max = PasswordPolicy.MAX) String password) {
    @Override
    public String toString() {
        return "Login";
    }
}
