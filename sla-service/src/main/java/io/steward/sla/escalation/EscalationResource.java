package io.steward.sla.escalation;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.steward.kit.web.QueryIds;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Escalations over HTTP. */
@Path("/api/v1/escalations")
@Tag(name = "Escalations")
public class EscalationResource {
    private final EscalationService escalations;
    private final Actors actors;

    EscalationResource(EscalationService escalations, Actors actors) {
        this.escalations = escalations;
        this.actors = actors;
    }

    @GET
    @PermissionsAllowed("escalation:read")
    @Operation(summary = "Escalations, newest first")
    public Uni<RestResponse<Page<EscalationView>>> list(
            @QueryParam("ticketId") String ticketId,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return escalations
                .list(actors.current(), QueryIds.parse("ticketId", ticketId), Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @POST
    @Path("/{id}/acknowledge")
    @PermissionsAllowed("escalation:acknowledge")
    @Operation(summary = "Step in, so that nobody further is told")
    public Uni<EscalationView> acknowledge(UUID id) {
        return escalations.acknowledge(actors.current(), id);
    }
}
