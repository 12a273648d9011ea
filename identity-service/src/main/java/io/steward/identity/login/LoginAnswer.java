package io.steward.identity.login;

import io.steward.identity.session.Tokens;

/** What a right password gives: tokens, or a challenge. */
public sealed interface LoginAnswer permits MfaRequired, LoginAnswer.LoggedIn {

    /** The password was enough. */
    record LoggedIn(Tokens tokens) implements LoginAnswer {}
}
