package io.steward.identity.signingkey;

/**
 * A change of the signing key before its time.
 *
 * @param compromised whether somebody else may have the keys: then they are dropped at once, with all tokens they have signed; null: no
 */
public record RotateSigningKeys(Boolean compromised) {
    static RotateSigningKeys orDefault(RotateSigningKeys request) {
        return new RotateSigningKeys(request != null && Boolean.TRUE.equals(request.compromised()));
    }
}
