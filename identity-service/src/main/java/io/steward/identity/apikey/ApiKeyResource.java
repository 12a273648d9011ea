package io.steward.identity.apikey;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.steward.identity.apikey.ApiKeyRequests.CreateApiKey;
import io.steward.kit.problem.Problem;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
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

/** API keys over HTTP. Everybody may have some: none can do more than its owner. */
@Path("/api/v1/api-keys")
@Tag(name = "API keys")
public class ApiKeyResource {
    private final ApiKeyService keys;
    private final Actors actors;

    ApiKeyResource(ApiKeyService keys, Actors actors) {
        this.keys = keys;
        this.actors = actors;
    }

    @POST
    @Authenticated
    @Operation(
            summary = "Make an API key; it is shown in this answer alone",
            description =
                    "Needs your password, or a code or credential of a second factor. Takes no Idempotency-Key, because the answer is kept nowhere. If it is lost, revoke the key.")
    public Uni<RestResponse<CreatedApiKey>> create(
            @NotNull @Valid CreateApiKey request,
            @Parameter(hidden = true) @HeaderParam("Idempotency-Key") String idempotencyKey,
            @Parameter(hidden = true) @HeaderParam("User-Agent") String device) {
        if (idempotencyKey != null) {
            throw Problem.badRequest(
                            "idempotency-unsupported",
                            "The answer to this request is secret and stored nowhere, so it cannot be repeated.")
                    .with("field", "Idempotency-Key");
        }
        return keys.create(actors.current(), request, device)
                .map(created -> RestResponse.ResponseBuilder.<CreatedApiKey>create(RestResponse.Status.CREATED)
                        .header("Location", "/api/v1/api-keys/" + created.id())
                        .header("Cache-Control", "no-store")
                        .entity(created)
                        .build());
    }

    @GET
    @Authenticated
    @Operation(summary = "Your API keys in the organization, or all of it with api-key:manage; oldest first")
    public Uni<RestResponse<Page<ApiKeyView>>> list(
            @Parameter(description = "true: everybody's, for which api-key:manage is needed")
                    @QueryParam("all")
                    @DefaultValue("false")
                    String all,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return keys.list(actors.current(), flag(all), Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @GET
    @Path("/{id}")
    @Authenticated
    @Operation(summary = "Read an API key, without its secret")
    public Uni<ApiKeyView> read(UUID id) {
        return keys.read(actors.current(), id);
    }

    @DELETE
    @Path("/{id}")
    @Authenticated
    @Operation(summary = "Revoke an API key; it is refused within a second")
    public Uni<RestResponse<Void>> revoke(UUID id, @Parameter(hidden = true) @HeaderParam("User-Agent") String device) {
        return keys.revoke(actors.current(), id, device).replaceWith(RestResponse.noContent());
    }

    private static boolean flag(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw Problem.badRequest("invalid-value", "The parameter is true or false.")
                        .with("field", "all");
        };
    }
}
