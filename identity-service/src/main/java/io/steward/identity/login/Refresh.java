package io.steward.identity.login;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** The last refresh token that was given. */
public record Refresh(@NotBlank @Size(max = 128) String refreshToken) {
    @Override
    public String toString() {
        return "Refresh";
    }
}
