package io.steward.identity.notice;

/** What an account's owner is told of by mail, whether he wants to or not. Another kind is another line; stored by its name. */
public enum NoticeKind {
    REFRESH_TOKEN_REUSED(
            "A session of your account was ended",
            "A session of your Steward account was ended, because a token of it was used a second time. Either a program repeated"
                    + " itself, or somebody else has a copy.",
            "If you cannot explain it, change your password and end your other sessions."),
    PASSWORD_CHANGED(
            "Your password was changed",
            "The password of your Steward account was changed. Your other sessions have ended, and API keys are revoked unless it was asked to keep them.",
            "If it was not you, reset your password at once: whoever it was knew the old one."),
    IDENTITY_LINKED(
            "Another login was linked to your account",
            "Your Steward account was linked to an identity at another provider. Whoever can log in there can log in to your account.",
            "If it was not you, remove that identity, change your password and end your other sessions."),
    API_KEY_CREATED(
            "An API key of your account was made",
            "An API key of your Steward account was made. A program that has it acts for you.",
            "If it was not you, revoke the key, change your password and end your other sessions."),
    API_KEY_REVOKED(
            "An API key of your account was revoked",
            "An API key of your Steward account was revoked. Programs that have it can act for you no longer.",
            "If it was not you, an administrator of your organization has done it; ask there."),
    FACTOR_ADDED(
            "A second factor was added to your account",
            "A second factor, an authenticator app or a passkey, was added to your Steward account.",
            "If it was not you, remove it, change your password and end your other sessions."),
    FACTOR_REMOVED(
            "A second factor was removed from your account",
            "A second factor, an authenticator app or a passkey, was removed from your Steward account.",
            "If it was not you, reset your password at once: whoever it was knew it."),
    FACTORS_RESET(
            "Your second factors were removed",
            "An administrator has removed all second factors and recovery codes of your Steward account. Your sessions have ended.",
            "If you have not asked for it, tell your organization, and add a second factor again."),
    RECOVERY_CODES_LOW(
            "Few recovery codes are left",
            "A recovery code of your Steward account was used. Three are left.",
            "If it was not you, change your password and ask for new recovery codes."),
    RECOVERY_CODES_USED_UP(
            "Your recovery codes are used up",
            "The last recovery code of your Steward account was used. Without a second factor at hand you cannot log in any more.",
            "Ask for new recovery codes. If it was not you who used the last, change your password too."),
    PASSWORD_RESET(
            "Your password was reset",
            "The password of your Steward account was reset by a link that was mailed to you. All your sessions have ended, and your API keys are revoked.",
            "If it was not you, reset your password at once, and secure your mailbox: whoever it was can read it.");

    private final String subject;
    private final String what;
    private final String advice;

    /**
     * @param what happened, as a paragraph
     * @param advice for whoever did not expect it, as a paragraph
     */
    NoticeKind(String subject, String what, String advice) {
        this.subject = subject;
        this.what = what;
        this.advice = advice;
    }

    String subject() {
        return subject;
    }

    String what() {
        return what;
    }

    String advice() {
        return advice;
    }
}
