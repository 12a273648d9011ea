package io.steward.gateway.problem;

/**
 * What the gateway itself can answer with when a request goes no further (RFC 9457). The codes are stable; no text of an
 * exception ever gets in.
 */
public enum Problem {
    PATH_INVALID(400, "path-invalid", "The path has more than one reading"),
    CREDENTIALS_AMBIGUOUS(400, "credentials-ambiguous", "More than one credential was sent"),
    TOKEN_MISSING(401, "token-missing", "An access token is needed"),
    TOKEN_INVALID(401, "token-invalid", "The access token is not valid"),
    TOKEN_EXPIRED(401, "token-expired", "The access token has expired"),
    SESSION_ENDED(401, "session-ended", "The session has been ended"),
    API_KEY_MALFORMED(401, "api-key-malformed", "This is no API key; it may be mistyped"),
    API_KEY_INVALID(401, "api-key-invalid", "The API key is not valid"),
    API_KEY_EXPIRED(401, "api-key-expired", "The API key has expired"),
    API_KEY_REVOKED(401, "api-key-revoked", "The API key was revoked"),
    API_KEY_OWNER_INACTIVE(
            401, "api-key-owner-inactive", "The API key's owner does not act in its organization any more"),
    ROUTE_NOT_FOUND(404, "route-not-found", "Nothing is served at this path"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "This method is not served"),
    REQUEST_TIMEOUT(408, "request-timeout", "The request did not arrive in time"),
    BODY_TOO_LARGE(413, "body-too-large", "The body is larger than this path takes"),
    URI_TOO_LONG(414, "uri-too-long", "The request URI is too long"),
    RATE_LIMITED(429, "rate-limited", "Too many requests"),
    HEADERS_TOO_LARGE(431, "headers-too-large", "The request headers are too large"),
    GATEWAY_FAILED(500, "gateway-failed", "The gateway failed"),
    UPSTREAM_FAILED(502, "upstream-failed", "The service broke off before it answered"),
    OVERLOADED(503, "overloaded", "Too much is under way just now"),
    UPSTREAM_UNAVAILABLE(503, "upstream-unavailable", "The service cannot be reached just now"),
    UPSTREAM_TIMEOUT(504, "upstream-timeout", "The service did not answer in time");

    private final int status;
    private final String code;
    private final String title;

    Problem(int status, String code, String title) {
        this.status = status;
        this.code = code;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String title() {
        return title;
    }
}
