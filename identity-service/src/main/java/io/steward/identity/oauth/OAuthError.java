package io.steward.identity.oauth;

/**
 * Why a token endpoint gives nothing, in the words of RFC 6749 5.2. Descriptions are for people and have no character that the RFC
 * leaves out of them.
 */
final class OAuthError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private OAuthError(int status, String code, String description) {
        super(description, null, false, false);
        this.status = status;
        this.code = code;
    }

    static OAuthError invalidRequest(String description) {
        return new OAuthError(400, "invalid_request", description);
    }

    /** 401: the client is none, or did not prove to be it. */
    static OAuthError invalidClient(String description) {
        return new OAuthError(401, "invalid_client", description);
    }

    static OAuthError unauthorizedClient(String description) {
        return new OAuthError(400, "unauthorized_client", description);
    }

    static OAuthError invalidGrant(String description) {
        return new OAuthError(400, "invalid_grant", description);
    }

    static OAuthError invalidScope(String description) {
        return new OAuthError(400, "invalid_scope", description);
    }

    static OAuthError unsupportedGrantType() {
        return new OAuthError(
                400, "unsupported_grant_type", "The grant types here are refresh_token and client_credentials.");
    }

    int status() {
        return status;
    }

    TokenRefusal document() {
        return new TokenRefusal(code, getMessage());
    }
}
