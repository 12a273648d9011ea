package io.steward.gateway.token;

import org.jose4j.lang.UnresolvableKeyException;

/** The token names a key that the issuer had not published when the keys were last read. */
final class UnknownKey extends UnresolvableKeyException {

    UnknownKey() {
        super("unknown key id");
    }
}
