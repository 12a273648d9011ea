package io.steward.identity.signingkey;

/**
 * What a request for another key has come to.
 *
 * @param key the key that signs next, from its {@code activateAt} on
 * @param begun false when a change was under way already: then nothing was done
 */
public record SigningKeyRotated(SigningKeyView key, boolean begun) {}
