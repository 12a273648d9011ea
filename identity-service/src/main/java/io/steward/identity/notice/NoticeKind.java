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
            "The password of your Steward account was changed. Your other sessions have ended.",
            "If it was not you, reset your password at once: whoever it was knew the old one."),
    IDENTITY_LINKED(
            "Another login was linked to your account",
            "Your Steward account was linked to an identity at another provider. Whoever can log in there can log in to your account.",
            "If it was not you, remove that identity, change your password and end your other sessions."),
    PASSWORD_RESET(
            "Your password was reset",
            "The password of your Steward account was reset by a link that was mailed to you. All your sessions have ended.",
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
