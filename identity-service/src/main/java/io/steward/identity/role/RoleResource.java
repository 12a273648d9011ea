package io.steward.identity.role;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.identity.role.RoleRequests.ChangeRole;
import io.steward.identity.role.RoleRequests.CreateRole;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Created;
import io.steward.kit.web.EntityTags;
import io.steward.kit.web.Page;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Roles over HTTP. */
@Path("/api/v1/roles")
@Tag(name = "Organizations")
public class RoleResource {
    private final RoleService roles;
    private final RoleDefinitions definitions;
    private final Actors actors;

    RoleResource(RoleService roles, RoleDefinitions definitions, Actors actors) {
        this.roles = roles;
        this.definitions = definitions;
        this.actors = actors;
    }

    @GET
    @PermissionsAllowed({Permissions.USER_READ, Permissions.USER_CREATE})
    @Operation(summary = "The roles of the organization, with what they may do")
    public Uni<Page<RoleView>> list() {
        return roles.list(actors.current());
    }

    @POST
    @PermissionsAllowed(Permissions.ROLE_MANAGE)
    @Operation(summary = "Define a role of the organization's own")
    public Uni<RestResponse<RoleView>> create(
            @NotNull @Valid CreateRole request, @HeaderParam("Idempotency-Key") String idempotencyKey) {
        IdempotencyKey key = IdempotencyKey.of(idempotencyKey, "POST /roles", request);
        return definitions
                .create(actors.current(), request, key)
                .map(created -> Created.at("/api/v1/roles/" + created.id(), created.version(), created));
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed({Permissions.USER_READ, Permissions.USER_CREATE})
    @Operation(summary = "Read a role")
    public Uni<RestResponse<RoleView>> read(UUID id) {
        return definitions.read(actors.current(), id).map(RoleResource::tagged);
    }

    @PATCH
    @Path("/{id}")
    @Consumes({"application/merge-patch+json", "application/json"})
    @PermissionsAllowed(Permissions.ROLE_MANAGE)
    @Operation(summary = "Change what a role may do, or whether it needs a second factor")
    public Uni<RestResponse<RoleView>> change(
            UUID id, @HeaderParam("If-Match") String ifMatch, @NotNull @Valid ChangeRole request) {
        return definitions
                .change(actors.current(), id, EntityTags.required(ifMatch), request)
                .map(RoleResource::tagged);
    }

    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(Permissions.ROLE_MANAGE)
    @Operation(summary = "Delete a role that no member has")
    public Uni<RestResponse<Void>> delete(UUID id, @HeaderParam("If-Match") String ifMatch) {
        return definitions
                .delete(actors.current(), id, EntityTags.required(ifMatch))
                .replaceWith(RestResponse.noContent());
    }

    private static RestResponse<RoleView> tagged(RoleView role) {
        return RestResponse.ResponseBuilder.ok(role)
                .header("ETag", EntityTags.of(role.version()))
                .build();
    }
}
