package io.steward.identity.deletion;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.identity.role.Permissions;
import io.steward.kit.security.Actors;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Deleting accounts over HTTP. */
@Path("/api/v1/users")
@Tag(name = "People")
public class DeletionResource {
    private final AccountDeletions deletions;
    private final Actors actors;

    DeletionResource(AccountDeletions deletions, Actors actors) {
        this.deletions = deletions;
        this.actors = actors;
    }

    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(Permissions.USER_DELETE)
    @Operation(
            summary = "Delete an account that has no open tickets",
            description = "Waits some seconds for the outcome. The account's personal data are erased everywhere;"
                    + " its tickets stay, under a pseudonym.")
    @APIResponse(responseCode = "204", description = "The account is erased")
    @APIResponse(
            responseCode = "202",
            description = "It is not decided yet; Location tells where the outcome will be",
            content = @Content(schema = @Schema(implementation = DeletionView.class)))
    @APIResponse(responseCode = "409", description = "The account has open tickets, or may not be deleted")
    public Uni<RestResponse<DeletionView>> delete(UUID id) {
        return deletions
                .delete(actors.current(), id)
                .map(found -> found.state() == DeletionState.ERASED
                        ? RestResponse.noContent()
                        : RestResponse.ResponseBuilder.<DeletionView>create(RestResponse.Status.ACCEPTED)
                                .header("Location", "/api/v1/users/" + id + "/deletion")
                                .entity(found)
                                .build());
    }

    @GET
    @Path("/{id}/deletion")
    @PermissionsAllowed(Permissions.USER_DELETE)
    @Operation(summary = "What became of the last deletion of an account")
    public Uni<DeletionView> outcome(UUID id) {
        return deletions.latest(actors.current(), id);
    }
}
