package io.steward.identity.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A form that asks for a token (RFC 6749 3.2): none of these may come twice, one without a value was not sent, and others are
 * ignored. Null for what was not sent.
 */
public record TokenRequest(
        @JsonProperty(GRANT_TYPE) @Schema(required = true, examples = "client_credentials")
        String grantType,

        @JsonProperty(REFRESH_TOKEN) @Schema(description = "For grant_type=refresh_token: the last one that was given")
        String refreshToken,

        @JsonProperty(SCOPE)
        @Schema(description = "Permissions, separated by single spaces: no more than there would be without it")
        String scope,

        @JsonProperty(CLIENT_ID)
        @Schema(description = "For grant_type=client_credentials, unless it comes by HTTP Basic: the id of an API key")
        String clientId,

        @JsonProperty(CLIENT_SECRET)
        @Schema(description = "For grant_type=client_credentials, unless it comes by HTTP Basic: the whole API key")
        String clientSecret) {

    private static final String GRANT_TYPE = "grant_type";
    private static final String REFRESH_TOKEN = "refresh_token";
    private static final String SCOPE = "scope";
    private static final String CLIENT_ID = "client_id";
    private static final String CLIENT_SECRET = "client_secret";
    private static final Set<String> KNOWN = Set.of(GRANT_TYPE, REFRESH_TOKEN, SCOPE, CLIENT_ID, CLIENT_SECRET);

    /** @throws OAuthError for a form that cannot be read */
    static TokenRequest of(byte[] form) {
        Map<String, String> sent = new HashMap<>();
        for (String pair : new String(form, StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (KNOWN.contains(name) && sent.put(name, value) != null) {
                throw OAuthError.invalidRequest("The parameter " + name + " came more than once.");
            }
        }
        sent.values().removeIf(String::isEmpty);
        return new TokenRequest(
                sent.get(GRANT_TYPE),
                sent.get(REFRESH_TOKEN),
                sent.get(SCOPE),
                sent.get(CLIENT_ID),
                sent.get(CLIENT_SECRET));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw OAuthError.invalidRequest("The form is not encoded as one.");
        }
    }

    @Override
    public String toString() {
        return "TokenRequest[grantType=" + grantType + "]";
    }
}
