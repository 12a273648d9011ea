package io.steward.identity.letter;

/** Which feature knows what a letter says. */
public enum LetterKind {
    /** To the address that an account is to prove; the subject is the verification. */
    EMAIL_VERIFICATION,
    /** To the address that was an account's until now; the subject is the account. */
    EMAIL_CHANGED,
    /** The subject is the invitation. */
    INVITATION
}
