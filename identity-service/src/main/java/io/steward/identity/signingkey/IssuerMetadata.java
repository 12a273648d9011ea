package io.steward.identity.signingkey;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a verifier of tokens can find out by itself (OpenID Connect Discovery 1.0, RFC 8414), and nothing that is not so: there is no
 * authorization endpoint and no OAuth grant, so that no client can mistake the login for one. The members stand as the specifications
 * name them.
 *
 * @param idTokenSigningAlgorithms how access tokens are signed, for there are no others; the specification requires the member
 */
public record IssuerMetadata(
        @JsonProperty("issuer") String issuer,
        @JsonProperty("jwks_uri") String jwksUri,
        @JsonProperty("response_types_supported") List<String> responseTypes,
        @JsonProperty("grant_types_supported") List<String> grantTypes,
        @JsonProperty("subject_types_supported") List<String> subjectTypes,

        @JsonProperty("id_token_signing_alg_values_supported")
        List<String> idTokenSigningAlgorithms,

        @JsonProperty("claims_supported") List<String> claims) {

    private static final String HOST = "[A-Za-z0-9.-]{1,255}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:[0-9]{1,5})?";

    /** @param base where the installation is reached, with or without a slash at its end */
    static IssuerMetadata of(String issuer, String base) {
        return new IssuerMetadata(
                issuer,
                base.replaceAll("/+$", "") + JwksResource.PATH,
                List.of(),
                List.of(),
                List.of("public"),
                List.of("RS256"),
                List.of("iss", "aud", "sub", "iat", "exp", "jti", "sid", "api_key", "org", "perms"));
    }

    /** Where whoever asks has reached the installation: what the gateway says of it, else this service's own address. */
    static String base(String forwardedProto, String forwardedHost, String scheme, String authority) {
        return forwardedHost != null && forwardedHost.matches(HOST)
                ? ("https".equals(forwardedProto) ? "https" : "http") + "://" + forwardedHost
                : scheme + "://" + authority;
    }
}
