package io.steward.identity.oidc;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;

/**
 * What a provider says of itself (OpenID Connect Discovery).
 *
 * @param tellsIssuer whether it names itself beside each code (RFC 9207), so that a code of another provider is noticed
 * @param basic whether a client proves itself by HTTP Basic, else by the form
 */
record ProviderMetadata(URI authorizationEndpoint, URI tokenEndpoint, URI jwks, boolean tellsIssuer, boolean basic) {

    /** Empty for what is no description, or another provider's. */
    static Optional<ProviderMetadata> of(OidcProvider provider, JsonObject document) {
        try {
            if (document == null || !provider.issuer().equals(document.getString("issuer"))) {
                return Optional.empty();
            }
            JsonArray methods = document.getJsonArray("token_endpoint_auth_methods_supported");
            ProviderMetadata found = new ProviderMetadata(
                    URI.create(document.getString("authorization_endpoint", "")),
                    URI.create(document.getString("token_endpoint", "")),
                    URI.create(document.getString("jwks_uri", "")),
                    document.getBoolean("authorization_response_iss_parameter_supported", false),
                    methods == null || methods.contains("client_secret_basic"));
            return OidcProvider.isSafe(found.authorizationEndpoint)
                            && OidcProvider.isSafe(found.tokenEndpoint)
                            && OidcProvider.isSafe(found.jwks)
                    ? Optional.of(found)
                    : Optional.empty();
        } catch (IllegalArgumentException | ClassCastException e) {
            return Optional.empty();
        }
    }
}
