package io.steward.identity.mfa;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.identity.role.Permissions;
import io.steward.kit.security.Actors;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The second factors of a member, over HTTP. */
@Path("/api/v1/users/{id}/mfa")
@Tag(name = "People")
public class MfaResetResource {
    private final MfaReset resets;
    private final Actors actors;

    MfaResetResource(MfaReset resets, Actors actors) {
        this.resets = resets;
        this.actors = actors;
    }

    @DELETE
    @PermissionsAllowed(Permissions.USER_RESET_MFA)
    @Operation(
            summary = "Take the second factors of a member who has lost them; ends the member's sessions",
            description =
                    "Only of an account that may do no more than you and is in no other organization; of all others"
                            + " the installation's administrator can.")
    public Uni<RestResponse<Void>> reset(UUID id) {
        return resets.reset(actors.current(), id).replaceWith(RestResponse.noContent());
    }
}
