package io.steward.identity.account;

/** Only ACTIVE accounts can log in; DELETING waits for the other services' word, DELETED holds no personal data any more. */
public enum AccountStatus {
    ACTIVE,
    DISABLED,
    DELETING,
    DELETED
}
