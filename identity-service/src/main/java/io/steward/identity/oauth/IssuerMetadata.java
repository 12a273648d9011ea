package io.steward.identity.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.steward.identity.role.Permissions;
import io.steward.identity.signingkey.JwksResource;
import java.util.List;

/**
 * What clients and verifiers of tokens can find out by themselves (RFC 8414, OpenID Connect Discovery 1.0), and nothing that is not
 * so: there is no authorization endpoint, and no grant by password. The members stand as the specifications name them.
 *
 * @param scopes what an API key can have, and so a client
 * @param clientAuthentication {@code none} is of who has a refresh token: that is a session's, and a session has no client
 * @param idTokenSigningAlgorithms how access tokens are signed, for there are no others; OpenID's specification requires the member
 */
public record IssuerMetadata(
        @JsonProperty("issuer") String issuer,
        @JsonProperty("token_endpoint") String tokenEndpoint,
        @JsonProperty("jwks_uri") String jwksUri,
        @JsonProperty("scopes_supported") List<String> scopes,
        @JsonProperty("response_types_supported") List<String> responseTypes,
        @JsonProperty("grant_types_supported") List<String> grantTypes,

        @JsonProperty("token_endpoint_auth_methods_supported")
        List<String> clientAuthentication,

        @JsonProperty("subject_types_supported") List<String> subjectTypes,

        @JsonProperty("id_token_signing_alg_values_supported")
        List<String> idTokenSigningAlgorithms,

        @JsonProperty("claims_supported") List<String> claims) {

    private static final String HOST = "[A-Za-z0-9.-]{1,255}(:[0-9]{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](:[0-9]{1,5})?";

    /** @param base where the installation is reached, with or without a slash at its end */
    static IssuerMetadata of(String issuer, String base) {
        String root = base.replaceAll("/+$", "");
        return new IssuerMetadata(
                issuer,
                root + TokenResource.PATH,
                root + JwksResource.PATH,
                Permissions.OF_ORGANIZATION.stream().sorted().toList(),
                List.of(),
                List.of("refresh_token", "client_credentials"),
                List.of("client_secret_basic", "client_secret_post", "none"),
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
