package io.steward.identity.session;

/**
 * What a login or a refresh gives.
 *
 * @param expiresIn seconds until the access token expires
 */
public record Tokens(String accessToken, String refreshToken, long expiresIn, String tokenType) {
    static Tokens bearer(String accessToken, RefreshToken refreshToken, long expiresIn) {
        return new Tokens(accessToken, refreshToken.value(), expiresIn, "Bearer");
    }

    @Override
    public String toString() {
        return "Tokens[expiresIn=" + expiresIn + "]";
    }
}
