package io.steward.identity.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.identity.account.AccountView;
import io.steward.identity.role.Permissions;
import io.steward.kit.security.Actors;
import io.steward.kit.web.EntityTags;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Changes of members over HTTP. */
@Path("/api/v1/users")
@Tag(name = "People")
public class UserChangeResource {
    private final UserChanges changes;
    private final Actors actors;

    UserChangeResource(UserChanges changes, Actors actors) {
        this.changes = changes;
        this.actors = actors;
    }

    @PATCH
    @Path("/{id}")
    @Consumes({"application/merge-patch+json", "application/json"})
    @PermissionsAllowed(Permissions.USER_UPDATE)
    @Operation(
            summary =
                    "Change a member's email, username, displayName or language, or whether it is active; the installation's administrator also an account's status")
    public Uni<RestResponse<AccountView>> change(UUID id, @HeaderParam("If-Match") String ifMatch, JsonNode body) {
        return changes.change(actors.current(), id, EntityTags.required(ifMatch), body)
                .map(saved -> RestResponse.ResponseBuilder.ok(saved)
                        .header("ETag", EntityTags.of(saved.version()))
                        .build());
    }
}
