package io.steward.identity.organization;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.identity.role.Permissions;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Created;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.EntityTags;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Organizations over HTTP. */
@Path("/api/v1/organizations")
@Tag(name = "Organizations")
public class OrganizationResource {
    private final OrganizationService organizations;
    private final OrganizationChanges changes;
    private final Actors actors;

    OrganizationResource(OrganizationService organizations, OrganizationChanges changes, Actors actors) {
        this.organizations = organizations;
        this.changes = changes;
        this.actors = actors;
    }

    @POST
    @PermissionsAllowed(Permissions.ORGANIZATION_CREATE)
    @Operation(summary = "Create an organization, with the roles that ship")
    public Uni<RestResponse<OrganizationView>> create(
            @NotNull @Valid CreateOrganization request, @HeaderParam("Idempotency-Key") String idempotencyKey) {
        IdempotencyKey key = IdempotencyKey.of(idempotencyKey, "POST /organizations", request);
        return organizations
                .create(actors.anywhere(), request, key)
                .map(created -> Created.at("/api/v1/organizations/" + created.id(), created.version(), created));
    }

    @GET
    @PermissionsAllowed(Permissions.ORGANIZATION_READ)
    @Operation(summary = "The organizations that you are a member of, oldest first")
    public Uni<RestResponse<Page<OrganizationView>>> list(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return organizations
                .list(actors.anywhere(), Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Permissions.ORGANIZATION_READ)
    @Operation(summary = "Read an organization")
    public Uni<RestResponse<OrganizationDetails>> read(UUID id) {
        return changes.read(actors.anywhere(), id).map(OrganizationResource::tagged);
    }

    @PATCH
    @Path("/{id}")
    @Consumes({"application/merge-patch+json", "application/json"})
    @PermissionsAllowed(Permissions.ORGANIZATION_UPDATE)
    @Operation(summary = "Change an organization's name, description or settings, which are merged in depth")
    public Uni<RestResponse<OrganizationDetails>> change(
            UUID id, @HeaderParam("If-Match") String ifMatch, JsonNode body) {
        return changes.change(actors.anywhere(), id, EntityTags.required(ifMatch), body)
                .map(OrganizationResource::tagged);
    }

    private static RestResponse<OrganizationDetails> tagged(OrganizationDetails organization) {
        return RestResponse.ResponseBuilder.ok(organization)
                .header("ETag", EntityTags.of(organization.version()))
                .build();
    }
}
