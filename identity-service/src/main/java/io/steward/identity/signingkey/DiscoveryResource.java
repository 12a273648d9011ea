package io.steward.identity.signingkey;

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

/** How tokens are verified, for libraries that look for it where OpenID Connect says. */
@Path("/.well-known/openid-configuration")
@Tag(name = "Authentication")
public class DiscoveryResource {
    private final String issuer;
    private final PublicAddress address;

    DiscoveryResource(@ConfigProperty(name = "steward.issuer") String issuer, PublicAddress address) {
        this.issuer = issuer;
        this.address = address;
    }

    /** Kept by nobody unless the address is a setting: else it is the asker's own. */
    @GET
    @PermitAll
    @Produces("application/json")
    @Operation(
            summary = "The issuer of access tokens and where its keys are; there is no OAuth endpoint to be found here")
    public RestResponse<IssuerMetadata> read(@Context HttpServerRequest request) {
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
