package io.steward.identity.oauth;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.steward.identity.session.Tokens;
import java.util.SortedSet;

/**
 * What the token endpoint gives, with the members of RFC 6749 5.1.
 *
 * @param expiresIn seconds until the access token expires
 * @param refreshToken null where none is due
 * @param scope null where it is what was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenGrant(
        @JsonProperty("access_token") String accessToken,
        @JsonProperty("token_type") String tokenType,
        @JsonProperty("expires_in") long expiresIn,
        @JsonProperty("refresh_token") String refreshToken,
        @JsonProperty("scope") String scope) {

    static TokenGrant ofSession(Tokens tokens) {
        return new TokenGrant(
                tokens.accessToken(), tokens.tokenType(), tokens.expiresIn(), tokens.refreshToken(), null);
    }

    /** @param untold what the token allows, where the client did not say it itself; null where it did */
    static TokenGrant ofKey(String accessToken, long expiresIn, SortedSet<String> untold) {
        // A scope of nothing cannot be written (RFC 6749 3.3).
        String scope = untold == null || untold.isEmpty() ? null : String.join(" ", untold);
        return new TokenGrant(accessToken, "Bearer", expiresIn, null, scope);
    }

    @Override
    public String toString() {
        return "TokenGrant[expiresIn=" + expiresIn + "]";
    }
}
