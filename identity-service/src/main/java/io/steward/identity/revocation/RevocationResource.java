package io.steward.identity.revocation;

import io.smallrye.mutiny.Uni;
import io.steward.identity.apikey.GatewaySecret;
import io.steward.kit.web.RequestTrace;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** The revocations over HTTP. No gateway routes to it, and whoever reaches it must know the gateways' secret. */
@Path("/internal/v1/revocations")
public class RevocationResource {
    private final Revocations revocations;
    private final GatewaySecret gateways;

    RevocationResource(Revocations revocations, GatewaySecret gateways) {
        this.revocations = revocations;
        this.gateways = gateways;
    }

    @GET
    @PermitAll
    @Operation(hidden = true)
    public Uni<RestResponse<Revocations.Page>> read(
            @HeaderParam(GatewaySecret.HEADER) String secret, @QueryParam("after") String after, RoutingContext http) {
        gateways.require(secret);
        return revocations
                .after(RevocationCursor.decode(after), RequestTrace.cause(http))
                .map(page -> RestResponse.ResponseBuilder.ok(page)
                        .header("Cache-Control", "no-store")
                        .build());
    }
}
