package io.steward.identity.apikey;

import io.restassured.response.ValidatableResponse;
import io.steward.identity.People.Person;

/** What a program holds that acts by an API key, for the tests of what it may not do. */
public final class KeyHolder {
    private KeyHolder() {}

    /** The access token that a gateway has for a key of its owner's, whatever its scopes. */
    public static String token(Person owner, String... scopes) {
        return ApiKeys.exchanged(key(owner, scopes));
    }

    /** The key itself, which {@link #exchange} turns into a token. */
    public static String key(Person owner, String... scopes) {
        return ApiKeys.make(owner, scopes).key();
    }

    public static ValidatableResponse exchange(String key) {
        return ApiKeys.exchange(key);
    }
}
