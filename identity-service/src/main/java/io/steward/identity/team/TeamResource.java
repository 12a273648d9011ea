package io.steward.identity.team;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.identity.role.Permissions;
import io.steward.identity.team.TeamRequests.AddTeamMember;
import io.steward.identity.team.TeamRequests.ChangeTeamRole;
import io.steward.identity.team.TeamRequests.CreateTeam;
import io.steward.identity.team.TeamRequests.RenameTeam;
import io.steward.identity.team.TeamView.MemberView;
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
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Teams over HTTP. */
@Path("/api/v1/teams")
@Tag(name = "People")
public class TeamResource {
    private final TeamService teams;
    private final TeamChanges changes;
    private final Actors actors;

    TeamResource(TeamService teams, TeamChanges changes, Actors actors) {
        this.teams = teams;
        this.changes = changes;
        this.actors = actors;
    }

    @POST
    @PermissionsAllowed(Permissions.TEAM_CREATE)
    @Operation(summary = "Create a team")
    public Uni<RestResponse<TeamView>> create(
            @NotNull @Valid CreateTeam request, @HeaderParam("Idempotency-Key") String idempotencyKey) {
        IdempotencyKey key = IdempotencyKey.of(idempotencyKey, "POST /teams", request);
        return teams.create(actors.current(), request, key)
                .map(created -> Created.at("/api/v1/teams/" + created.id(), created.version(), created));
    }

    @GET
    @PermissionsAllowed(Permissions.TEAM_READ)
    @Operation(summary = "The teams of the organization, oldest first")
    public Uni<RestResponse<Page<TeamView>>> list(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return teams.list(actors.current(), Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Permissions.TEAM_READ)
    @Operation(summary = "Read a team")
    public Uni<RestResponse<TeamView>> read(UUID id) {
        return teams.read(actors.current(), id).map(found -> RestResponse.ResponseBuilder.ok(found)
                .header("ETag", EntityTags.of(found.version()))
                .build());
    }

    @POST
    @Path("/{id}/members")
    @PermissionsAllowed(Permissions.TEAM_MANAGE)
    @Operation(summary = "Add a member of the organization to a team")
    public Uni<RestResponse<MemberView>> add(
            UUID id, @NotNull @Valid AddTeamMember request, @HeaderParam("Idempotency-Key") String idempotencyKey) {
        IdempotencyKey key = IdempotencyKey.of(idempotencyKey, "POST /teams/" + id + "/members", request);
        return teams.add(actors.current(), id, request, key)
                .map(added -> Created.at("/api/v1/teams/" + id + "/members", added));
    }

    @GET
    @Path("/{id}/members")
    @PermissionsAllowed(Permissions.TEAM_READ)
    @Operation(summary = "Who belongs to a team, oldest first")
    public Uni<RestResponse<Page<MemberView>>> members(
            UUID id,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return teams.members(actors.current(), id, Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @PATCH
    @Path("/{id}")
    @Consumes({"application/merge-patch+json", "application/json"})
    @PermissionsAllowed(Permissions.TEAM_MANAGE)
    @Operation(summary = "Rename a team")
    public Uni<RestResponse<TeamView>> rename(
            UUID id, @HeaderParam("If-Match") String ifMatch, @NotNull @Valid RenameTeam request) {
        return changes.rename(actors.current(), id, EntityTags.required(ifMatch), request)
                .map(saved -> RestResponse.ResponseBuilder.ok(saved)
                        .header("ETag", EntityTags.of(saved.version()))
                        .build());
    }

    @PUT
    @Path("/{id}/members/{userId}")
    @PermissionsAllowed(Permissions.TEAM_MANAGE)
    @Operation(summary = "Give somebody another role in a team: its lead, or not")
    public Uni<MemberView> changeRole(UUID id, UUID userId, @NotNull @Valid ChangeTeamRole request) {
        return changes.changeRole(actors.current(), id, userId, request);
    }

    @DELETE
    @Path("/{id}/members/{userId}")
    @PermissionsAllowed(Permissions.TEAM_MANAGE)
    @Operation(summary = "Take somebody out of a team")
    public Uni<RestResponse<Void>> remove(UUID id, UUID userId) {
        return changes.remove(actors.current(), id, userId).replaceWith(RestResponse.noContent());
    }
}
