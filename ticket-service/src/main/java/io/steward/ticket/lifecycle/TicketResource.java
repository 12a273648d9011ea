package io.steward.ticket.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Created;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.EntityTags;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.steward.kit.web.QueryEnums;
import io.steward.kit.web.QueryIds;
import io.steward.ticket.lifecycle.TicketRequests.MoveTicket;
import io.steward.ticket.lifecycle.TicketRequests.OpenTicket;
import io.steward.ticket.workflow.TicketStatus;
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
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Tickets over HTTP. */
@Path("/api/v1/tickets")
@Tag(name = "Tickets")
public class TicketResource {
    private final TicketService tickets;
    private final TicketList list;
    private final Actors actors;

    TicketResource(TicketService tickets, TicketList list, Actors actors) {
        this.tickets = tickets;
        this.list = list;
        this.actors = actors;
    }

    @POST
    @PermissionsAllowed(Permissions.CREATE)
    @Operation(summary = "Open a ticket")
    public Uni<RestResponse<TicketView>> open(
            @NotNull @Valid OpenTicket request, @HeaderParam("Idempotency-Key") String idempotencyKey) {
        IdempotencyKey key = IdempotencyKey.of(idempotencyKey, "POST /tickets", request);
        return tickets.open(actors.current(), request, key)
                .map(ticket -> Created.at("/api/v1/tickets/" + ticket.id(), ticket.version(), ticket));
    }

    @GET
    @PermissionsAllowed(Permissions.READ)
    @Operation(summary = "List and search tickets, newest first")
    public Uni<RestResponse<Page<TicketView>>> list(
            @QueryParam("status") List<String> statuses,
            @QueryParam("priority") List<String> priorities,
            @QueryParam("assigneeId") String assigneeId,
            @QueryParam("waitingForAgent") Boolean waitingForAgent,
            @QueryParam("q") String query,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        var filter = new TicketList.Filter(
                QueryEnums.parse("status", statuses, TicketStatus.class),
                QueryEnums.parse("priority", priorities, Priority.class),
                QueryIds.parse("assigneeId", assigneeId),
                waitingForAgent,
                query);
        return list.find(actors.current(), filter, Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(Permissions.READ)
    @Operation(summary = "Read a ticket")
    public Uni<RestResponse<TicketView>> read(UUID id) {
        return tickets.read(actors.current(), id).map(TicketResource::tagged);
    }

    @PATCH
    @Path("/{id}")
    @Consumes({"application/merge-patch+json", "application/json"})
    @PermissionsAllowed({Permissions.UPDATE, Permissions.ASSIGN})
    @Operation(summary = "Edit a ticket by merge patch")
    public Uni<RestResponse<TicketView>> edit(UUID id, @HeaderParam("If-Match") String ifMatch, JsonNode patch) {
        return tickets.edit(actors.current(), id, EntityTags.required(ifMatch), patch)
                .map(TicketResource::tagged);
    }

    @POST
    @Path("/{id}/transitions")
    @PermissionsAllowed({Permissions.TRANSITION, Permissions.REOPEN})
    @Operation(summary = "Move a ticket along its workflow")
    public Uni<RestResponse<TicketView>> move(
            UUID id, @HeaderParam("If-Match") String ifMatch, @NotNull @Valid MoveTicket request) {
        return tickets.move(actors.current(), id, EntityTags.required(ifMatch), request)
                .map(TicketResource::tagged);
    }

    @GET
    @Path("/{id}/transitions")
    @PermissionsAllowed(Permissions.READ)
    @Operation(summary = "The moves that you may make")
    public Uni<Page<Move>> moves(UUID id) {
        return tickets.allowedMoves(actors.current(), id)
                .map(statuses -> Page.whole(statuses.stream().map(Move::new).toList()));
    }

    /** A status that the ticket may take next. */
    public record Move(TicketStatus to) {}

    private static RestResponse<TicketView> tagged(TicketView ticket) {
        return RestResponse.ResponseBuilder.ok(ticket)
                .header("ETag", EntityTags.of(ticket.version()))
                .build();
    }
}
