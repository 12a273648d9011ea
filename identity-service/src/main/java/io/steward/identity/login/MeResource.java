package io.steward.identity.login;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.steward.kit.security.Actors;
import io.steward.kit.web.EntityTags;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The account that asks, over HTTP. */
@Path("/api/v1/me")
@Tag(name = "Authentication")
public class MeResource {
    private final OwnAccount own;
    private final Actors actors;

    MeResource(OwnAccount own, Actors actors) {
        this.own = own;
        this.actors = actors;
    }

    @GET
    @Authenticated
    @Operation(summary = "Who you are, your organizations, and what you may do where you act")
    public Uni<RestResponse<Me>> read() {
        return own.read(actors.anywhere()).map(me -> RestResponse.ResponseBuilder.ok(me)
                .header("ETag", EntityTags.of(me.version()))
                .build());
    }
}
