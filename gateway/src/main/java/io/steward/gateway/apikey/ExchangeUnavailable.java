package io.steward.gateway.apikey;

/** Identity cannot be asked what a key is good for. Carries nothing of the key. */
public final class ExchangeUnavailable extends Exception {

    ExchangeUnavailable(String why) {
        super(why, null, false, false);
    }
}
