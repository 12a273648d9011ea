package io.steward.identity.account;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.identity.role.Permissions;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Created;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.EntityTags;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The people of an organization over HTTP. */
@Path("/api/v1/users")
@Tag(name = "People")
public class AccountResource {
    private final AccountService accounts;
    private final Actors actors;

    AccountResource(AccountService accounts, Actors actors) {
        this.accounts = accounts;
        this.actors = actors;
    }

    @POST
    @PermissionsAllowed(Permissions.USER_CREATE)
    @Operation(summary = "Make an account as a member of the organization")
    public Uni<RestResponse<AccountView>> create(
            @NotNull @Valid CreateAccount request, @HeaderParam("Idempotency-Key") String idempotencyKey) {
        return accounts.create(actors.current(), request, idempotencyKey)
                .map(created -> Created.at("/api/v1/users/" + created.id(), created.version(), created));
    }

    @GET
    @PermissionsAllowed(Permissions.USER_READ)
    @Operation(summary = "The members of the organization, oldest first")
    public Uni<RestResponse<Page<AccountView>>> list(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return accounts.list(actors.current(), Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Permissions.USER_READ)
    @Operation(summary = "Read a member of the organization")
    public Uni<RestResponse<AccountView>> read(UUID id) {
        return accounts.read(actors.current(), id).map(found -> RestResponse.ResponseBuilder.ok(found)
                .header("ETag", EntityTags.of(found.version()))
                .build());
    }

    @PUT
    @Path("/{id}/roles")
    @PermissionsAllowed(Permissions.ROLE_ASSIGN)
    @Operation(summary = "Give a member other roles")
    public Uni<RestResponse<AccountView>> setRoles(
            UUID id, @HeaderParam("If-Match") String ifMatch, @NotNull @Valid SetRoles request) {
        return accounts.setRoles(actors.current(), id, EntityTags.required(ifMatch), request)
                .map(saved -> RestResponse.ResponseBuilder.ok(saved)
                        .header("ETag", EntityTags.of(saved.version()))
                        .build());
    }
}
