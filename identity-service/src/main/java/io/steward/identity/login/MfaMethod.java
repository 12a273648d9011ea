package io.steward.identity.login;

/** What an account can prove itself by beside its password. */
public enum MfaMethod {
    TOTP,
    PASSKEY,
    RECOVERY_CODE
}
