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
    private static final int LANGUAGE = 12;
    private static final String USERNAME = "[A-Za-z0-9][A-Za-z0-9._-]{1,63}";
    private static final String USERNAME_FORM = "must be 2 to 64 letters, digits, dots, dashes or underscores";

    private InvitationRequests() {}

    /**
     * What is said of the invited one holds unless he says otherwise, and may be absent. Whether the username is free is not looked at
     * before he accepts: whoever invites would be told of other organizations' accounts.
     *
     * @param username of the account that he makes, if he has none
     * @param language the same
     */
    public record Invite(
            @NotBlank @Email @Size(max = 254) String email,

            @Size(min = 1, max = DISPLAY_NAME) String displayName,

            @NotEmpty @Size(max = 20) List<@NotBlank @Size(max = 64) String> roles,

            @Pattern(regexp = USERNAME, message = USERNAME_FORM)
            String username,

            @Size(max = LANGUAGE)
            @Pattern(
                    regexp = "[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}",
                    message = "must be a language tag, such as en or pt-BR")
            String language) {
        /** All of it, for telling two requests apart; kept as a hash alone. */
        record Fingerprint(String email, String displayName, List<String> roles, String username, String language) {}

        Fingerprint fingerprint() {
            return new Fingerprint(email, displayName, roles, username, language);
        }

        @Override
        public String toString() {
            return "Invite" + roles;
        }
    }

    /**
     * By somebody who has no account yet.
     *
     * @param username absent for the one that the invitation bears
     * @param displayName the same
     */
    public record AcceptInvitation(
            @NotBlank @Size(max = MailedToken.MAX) String token,

            @Pattern(regexp = USERNAME, message = USERNAME_FORM)
            String username,

            @Size(min = 1, max = DISPLAY_NAME) String displayName,

            @NotNull @Size(min = PasswordPolicy.MIN, max = PasswordPolicy.MAX)
            String password) {
        @Override
        public String toString() {
            return "AcceptInvitation";
        }
    }

    /**
     * By the account that asks.
     *
     * @param newPassword needed where the account has proved no address before: then all that was set until now ends, its password and
     *     sessions too
     */
    public record JoinByInvitation(
            @NotBlank @Size(max = MailedToken.MAX) String token,

            @Size(min = PasswordPolicy.MIN, max = PasswordPolicy.MAX)
            String newPassword) {
        @Override
        public String toString() {
            return "JoinByInvitation";
        }
    }
}
