package io.steward.identity.session;

/** Why a session ended before its time. */
public enum EndReason {
    LOGOUT,
    /** A used refresh token was seen again. */
    TOKEN_REUSED,
    ENDED_BY_OWNER,
    IDLE,
    PASSWORD_CHANGED,
    PASSWORD_RESET
}
