package io.steward.identity.deletion;

/** How far a deletion has come. */
public enum DeletionState {
    /** Not every organization has answered yet. */
    PENDING,
    /** The account has open tickets and goes on as before. */
    REFUSED,
    ERASED
}
