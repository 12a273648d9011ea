package io.steward.identity.invitation;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.steward.identity.invitation.InvitationRequests.JoinByInvitation;
import io.steward.kit.security.Actors;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Invitations of the account that asks, over HTTP. */
@Path("/api/v1/me/invitations")
@Tag(name = "Authentication")
public class OwnInvitationResource {
    private final Acceptance acceptance;
    private final Actors actors;

    OwnInvitationResource(Acceptance acceptance, Actors actors) {
        this.acceptance = acceptance;
        this.actors = actors;
    }

    @POST
    @Path("/accept")
    @Authenticated
    @Operation(summary = "Join the organization that invites your address, by the token of the mail")
    public Uni<Joined> accept(@NotNull @Valid JoinByInvitation request) {
        return acceptance.byAccount(actors.anywhere(), request.token(), request.newPassword());
    }
}
