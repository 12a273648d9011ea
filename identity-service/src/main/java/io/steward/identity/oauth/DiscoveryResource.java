package io.steward.identity.oauth;

import io.steward.mail.PublicAddress;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** One document where OpenID Connect says, and where RFC 8414 does. */
@Path("/.well-known")
@Tag(name = "Authentication")
public class DiscoveryResource {
    private final String issuer;
    private final PublicAddress address;

    DiscoveryResource(@ConfigProperty(name = "steward.issuer") String issuer, PublicAddress address) {
        this.issuer = issuer;
        this.address = address;
    }

    @GET
    @Path("/openid-configuration")
    @PermitAll
    @Produces("application/json")
    @Operation(
            summary =
                    "The issuer of access tokens, its keys and the token endpoint; no authorization endpoint, for there is none")
    public RestResponse<IssuerMetadata> read(@Context HttpServerRequest request) {
        return found(request);
    }

    @GET
    @Path("/oauth-authorization-server")
    @PermitAll
    @Produces("application/json")
    @Operation(summary = "The same, where RFC 8414 looks for it")
    public RestResponse<IssuerMetadata> readAuthorizationServer(@Context HttpServerRequest request) {
        return found(request);
    }

    /** Kept by nobody unless the address is a setting: else it is the asker's own. */
    private RestResponse<IssuerMetadata> found(HttpServerRequest request) {
        String base = address.url()
                .map(Object::toString)
                .orElseGet(() -> IssuerMetadata.base(
                        request.getHeader("X-Forwarded-Proto"),
                        request.getHeader("X-Forwarded-Host"),
                        request.scheme(),
                        request.authority().toString()));
        return RestResponse.ResponseBuilder.ok(IssuerMetadata.of(issuer, base))
                .header("Cache-Control", address.url().isPresent() ? "public, max-age=300" : "no-store")
                .build();
    }
}
