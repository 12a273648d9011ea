package io.steward.ticket.history;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.steward.ticket.lifecycle.Permissions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What happened to a ticket, over HTTP. */
@Path("/api/v1/tickets/{ticketId}/history")
@Tag(name = "Tickets")
public class HistoryResource {
    private final TicketHistory history;
    private final Actors actors;

    HistoryResource(TicketHistory history, Actors actors) {
        this.history = history;
        this.actors = actors;
    }

    @GET
    @PermissionsAllowed(Permissions.READ)
    @Operation(summary = "Every change of a ticket, oldest first: who, when, what and why")
    public Uni<RestResponse<Page<HistoryEntry>>> list(
            UUID ticketId,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return history.of(actors.current(), ticketId, Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }
}
