package io.steward.identity.password;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Whose password is to be reset. */
public record RequestReset(@NotBlank @Size(max = 254) String email) {
    @Override
    public String toString() {
        return "RequestReset";
    }
}
