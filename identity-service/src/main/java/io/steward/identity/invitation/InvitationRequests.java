package io.steward.identity.invitation;

import io.steward.identity.account.PasswordPolicy;
import io.steward.identity.letter.MailedToken;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/** What clients ask of invitations. */
public final class InvitationRequests {
    private static final int DISPLAY_NAME = 120;

    private InvitationRequests() {}

    /** @param displayName what the invited one is called, unless he says otherwise; may be absent */
    public record Invite(
            @NotBlank @Email @Size(max = 254) String email,

            @Size(min = 1, max = DISPLAY_NAME) String displayName,

            @NotEmpty @Size(max = 20) List<@NotBlank @Size(max = 64) String> roles) {
        @Override
        public String toString() {
            return "Invite" + roles;
        }
    }

    /**
     * By somebody who has no account yet.
     *
     * @param displayName absent for the one that the invitation bears
     */
    public record AcceptInvitation(
            @NotBlank @Size(max = MailedToken.MAX) String token,

            @NotNull
            @Pattern(
                    regexp = "[A-Za-z0-9][A-Za-z0-9._-]{1,63}",
                    message = "must be 2 to 64 letters, digits, dots, dashes or underscores")
            String username,

            @Size(min = 1, max = DISPLAY_NAME) String displayName,

            @NotNull @Size(min = PasswordPolicy.MIN, max = PasswordPolicy.MAX)
            String password) {
        @Override
        public String toString() {
            return "AcceptInvitation";
        }
    }

    /** By the account that asks. */
    public record JoinByInvitation(
            @NotBlank @Size(max = MailedToken.MAX) String token) {
        @Override
        public String toString() {
            return "JoinByInvitation";
        }
    }
}
