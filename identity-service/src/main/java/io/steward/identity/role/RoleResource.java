package io.steward.identity.role;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Page;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Roles over HTTP. */
@Path("/api/v1/roles")
@Tag(name = "Organizations")
public class RoleResource {
    private final RoleService roles;
    private final Actors actors;

    RoleResource(RoleService roles, Actors actors) {
        this.roles = roles;
        this.actors = actors;
    }

    @GET
    @PermissionsAllowed({Permissions.USER_READ, Permissions.USER_CREATE})
    @Operation(summary = "The roles of the organization, with what they may do")
    public Uni<Page<RoleView>> list() {
        return roles.list(actors.current());
    }
}
