package io.steward.gateway.apikey;

import io.steward.gateway.token.VerifiedToken;

/**
 * What a key was exchanged for.
 *
 * @param bearer the access token, which goes to the services in the place of the key
 */
public record ExchangedKey(VerifiedToken token, String bearer) {

    @Override
    public String toString() {
        return "ExchangedKey[" + token.grantId() + "]";
    }
}
