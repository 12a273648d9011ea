package io.steward.identity.session;

/** Why a session ended before its time. */
public enum EndReason {
    LOGOUT("logout"),
    /** A used refresh token was seen again. */
    TOKEN_REUSED("session.token-reused"),
    ENDED_BY_OWNER("session.ended"),
    IDLE("session.ended"),
    PASSWORD_CHANGED("session.ended"),
    PASSWORD_RESET("session.ended"),
    /** An administrator has taken the account's second factors. */
    MFA_RESET("session.ended"),
    /** A role of its account needs a second factor from now on, and the account has none. */
    MFA_REQUIRED("session.ended"),
    /** Its account was deactivated: in the organization acted in, or altogether. */
    DEACTIVATED("session.ended"),
    LEFT_ORGANIZATION("session.ended"),
    ACCOUNT_DELETED("session.ended");

    private final String action;

    EndReason(String action) {
        this.action = action;
    }

    /** What the audit log calls it. */
    String action() {
        return action;
    }
}
