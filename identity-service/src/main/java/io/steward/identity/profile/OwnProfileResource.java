package io.steward.identity.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.steward.identity.login.Me;
import io.steward.kit.security.Actors;
import io.steward.kit.web.EntityTags;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Changes of the account that asks, over HTTP. */
@Path("/api/v1/me")
@Tag(name = "Authentication")
public class OwnProfileResource {
    private final OwnProfile profile;
    private final EmailVerifications verifications;
    private final Actors actors;

    OwnProfileResource(OwnProfile profile, EmailVerifications verifications, Actors actors) {
        this.profile = profile;
        this.verifications = verifications;
        this.actors = actors;
    }

    @PATCH
    @Consumes({"application/merge-patch+json", "application/json"})
    @Authenticated
    @Operation(
            summary =
                    "Change your displayName, language or email; an email takes currentPassword, and is yours when the token that is mailed there comes back")
    public Uni<RestResponse<Me>> change(@HeaderParam("If-Match") String ifMatch, JsonNode body) {
        return profile.change(actors.anywhere(), EntityTags.required(ifMatch), body)
                .map(saved -> RestResponse.ResponseBuilder.ok(saved)
                        .header("ETag", EntityTags.of(saved.version()))
                        .build());
    }

    @POST
    @Path("/email-verification")
    @Authenticated
    @Operation(summary = "Ask for a mail that confirms your address")
    public Uni<RestResponse<Void>> verify() {
        return verifications.request(actors.anywhere()).replaceWith(RestResponse.accepted());
    }
}
