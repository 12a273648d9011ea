package io.steward.identity.signingkey;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The public keys over HTTP (RFC 7517). */
@Path(JwksResource.PATH)
@Tag(name = "Authentication")
public class JwksResource {
    public static final String PATH = "/.well-known/jwks.json";

    private final SigningKeys keys;

    JwksResource(SigningKeys keys) {
        this.keys = keys;
    }

    /** May be kept for five seconds, and longer while this cannot be reached. A key is published two minutes before it signs. */
    @GET
    @PermitAll
    @Produces("application/json")
    @Operation(summary = "The keys that verify access tokens")
    public RestResponse<String> read() {
        return RestResponse.ResponseBuilder.ok(keys.jwks().encode())
                .header("Cache-Control", "public, max-age=5")
                .build();
    }
}
