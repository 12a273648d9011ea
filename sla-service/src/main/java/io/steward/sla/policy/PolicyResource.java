package io.steward.sla.policy;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Created;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.steward.sla.policy.PolicyRequests.CreatePolicy;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
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

/** Policies over HTTP. */
@Path("/api/v1/sla/policies")
@Tag(name = "SLA")
public class PolicyResource {
    private final PolicyService policies;
    private final Actors actors;

    PolicyResource(PolicyService policies, Actors actors) {
        this.policies = policies;
        this.actors = actors;
    }

    @POST
    @PermissionsAllowed("sla:manage")
    @Operation(summary = "Put a policy in force for a priority")
    public Uni<RestResponse<PolicyView>> create(
            @NotNull @Valid CreatePolicy request, @HeaderParam("Idempotency-Key") String idempotencyKey) {
        IdempotencyKey key = IdempotencyKey.of(idempotencyKey, "POST /sla/policies", request);
        return policies.create(actors.current(), request, key)
                .map(policy -> Created.at("/api/v1/sla/policies/" + policy.id(), policy));
    }

    @GET
    @PermissionsAllowed("sla:read")
    @Operation(summary = "Policies with their versions, newest first")
    public Uni<RestResponse<Page<PolicyView>>> list(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return policies.list(actors.current(), Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed("sla:read")
    @Operation(summary = "Read a version of a policy")
    public Uni<PolicyView> read(UUID id) {
        return policies.read(actors.current(), id);
    }
}
