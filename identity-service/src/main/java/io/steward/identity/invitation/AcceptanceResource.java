package io.steward.identity.invitation;

import io.smallrye.mutiny.Uni;
import io.steward.identity.invitation.InvitationRequests.AcceptInvitation;
import io.steward.kit.web.RequestTrace;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Invitations are accepted over HTTP by those who have no account yet: the token of the mail is all it takes. */
@Path("/api/v1/auth/invitations")
@Tag(name = "Authentication")
public class AcceptanceResource {
    private final Acceptance acceptance;

    AcceptanceResource(Acceptance acceptance) {
        this.acceptance = acceptance;
    }

    @POST
    @Path("/accept")
    @PermitAll
    @Operation(summary = "Make an account by the token of an invitation, as a member of the organization that invites")
    public Uni<RestResponse<Joined>> accept(@NotNull @Valid AcceptInvitation request, RoutingContext http) {
        return acceptance
                .byNobodyYet(request, RequestTrace.cause(http))
                .map(joined -> RestResponse.status(RestResponse.Status.CREATED, joined));
    }
}
