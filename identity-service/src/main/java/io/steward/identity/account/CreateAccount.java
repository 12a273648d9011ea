package io.steward.identity.account;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/** An account to be made, as a member with these roles of the organization acted in. */
public record CreateAccount(
        @NotBlank @Email @Size(max = 254) String email,

        @NotNull
        @Pattern(
                regexp = "[A-Za-z0-9][A-Za-z0-9._-]{1,63}",
                message = "must be 2 to 64 letters, digits, dots, dashes or underscores")
        String username,

        @NotBlank @Size(max = 120) String displayName,

        @NotNull @Size(min = PasswordPolicy.MIN, max = PasswordPolicy.MAX)
        String password,

        @NotEmpty @Size(max = 20) List<@NotBlank @Size(max = 64) String> roles) {

    /** What is told apart without the password itself: its mark under the master key. */
    record Fingerprint(String email, String username, String displayName, List<String> roles, String passwordMark) {}

    Fingerprint fingerprint(String passwordMark) {
        return new Fingerprint(email, username, displayName, roles, passwordMark);
    }

    @Override
    public String toString() {
        return "CreateAccount[username=" + username + "]";
    }
}
