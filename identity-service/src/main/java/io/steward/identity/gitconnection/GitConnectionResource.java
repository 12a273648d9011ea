package io.steward.identity.gitconnection;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
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
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Git connections over HTTP: everybody has the own, and nobody sees a token again. */
@Path("/api/v1/git-connections")
@Tag(name = "Git connections")
public class GitConnectionResource {
    private final GitConnectionService connections;
    private final Actors actors;

    GitConnectionResource(GitConnectionService connections, Actors actors) {
        this.connections = connections;
        this.actors = actors;
    }

    @POST
    @Authenticated
    @Operation(
            summary = "Connect yourself to a Git server",
            description =
                    "The token is stored encrypted and never shown again. Takes no Idempotency-Key, because the request would be kept; one connection a provider and server can be made anyhow.")
    public Uni<RestResponse<GitConnectionView>> connect(
            @NotNull @Valid ConnectGit request,
            @Parameter(hidden = true) @HeaderParam("Idempotency-Key") String idempotencyKey) {
        if (idempotencyKey != null) {
            throw Problem.badRequest(
                            "idempotency-unsupported",
                            "This request is secret, and nothing of it is kept to compare another one with.")
                    .with("field", "Idempotency-Key");
        }
        return connections
                .connect(actors.anywhere(), request)
                .map(made -> Created.at("/api/v1/git-connections/" + made.id(), made));
    }

    @GET
    @Authenticated
    @Operation(summary = "Your Git connections, oldest first")
    public Uni<RestResponse<Page<GitConnectionView>>> list(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return connections
                .list(actors.anywhere(), Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @GET
    @Path("/{id}")
    @Authenticated
    @Operation(summary = "Read one of your Git connections")
    public Uni<GitConnectionView> read(UUID id) {
        return connections.read(actors.anywhere(), id);
    }

    @DELETE
    @Path("/{id}")
    @Authenticated
    @Operation(summary = "Forget one of your Git connections, with its token")
    public Uni<RestResponse<Void>> disconnect(UUID id) {
        return connections.disconnect(actors.anywhere(), id).replaceWith(RestResponse.noContent());
    }
}
