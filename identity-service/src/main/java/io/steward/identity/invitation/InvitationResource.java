package io.steward.identity.invitation;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.identity.invitation.InvitationRequests.Invite;
import io.steward.identity.role.Permissions;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Created;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Invitations over HTTP. */
@Path("/api/v1/invitations")
@Tag(name = "People")
public class InvitationResource {
    private final InvitationService invitations;
    private final Actors actors;

    InvitationResource(InvitationService invitations, Actors actors) {
        this.invitations = invitations;
        this.actors = actors;
    }

    @POST
    @PermissionsAllowed(Permissions.USER_CREATE)
    @Operation(summary = "Invite an address by mail; the answer is the same whether it has an account or not")
    public Uni<RestResponse<InvitationView>> invite(
            @NotNull @Valid Invite request, @HeaderParam("Idempotency-Key") String idempotencyKey) {
        IdempotencyKey key = IdempotencyKey.of(idempotencyKey, "POST /invitations", request.fingerprint());
        return invitations
                .invite(actors.current(), request, key)
                .map(made -> Created.at("/api/v1/invitations/" + made.id(), made));
    }

    @GET
    @PermissionsAllowed(Permissions.USER_CREATE)
    @Operation(summary = "The invitations of the organization, oldest first")
    public Uni<RestResponse<Page<InvitationView>>> list(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return invitations
                .list(actors.current(), Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(Permissions.USER_CREATE)
    @Operation(summary = "Take an invitation back")
    public Uni<RestResponse<Void>> revoke(UUID id) {
        return invitations.revoke(actors.current(), id).replaceWith(RestResponse.noContent());
    }

    @POST
    @Path("/{id}/resend")
    @PermissionsAllowed(Permissions.USER_CREATE)
    @Operation(summary = "Mail an invitation again; it can be accepted for as long as a new one")
    public Uni<InvitationView> resend(UUID id) {
        return invitations.resend(actors.current(), id);
    }
}
