package io.steward.ticket.conversation;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.kit.idempotency.IdempotencyKey;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Created;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.steward.ticket.lifecycle.Permissions;
import io.steward.ticket.lifecycle.TicketRequests;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
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

/** Comments over HTTP. */
@Path("/api/v1/tickets/{ticketId}/comments")
@Tag(name = "Tickets")
public class CommentResource {
    private final CommentService comments;
    private final Actors actors;

    CommentResource(CommentService comments, Actors actors) {
        this.comments = comments;
        this.actors = actors;
    }

    /** {@code internal} is false when absent: a public comment. */
    public record AddComment(
            @NotBlank @Size(max = TicketRequests.COMMENT) String content, Boolean internal) {}

    @POST
    @PermissionsAllowed(Permissions.COMMENT)
    @Operation(summary = "Comment on a ticket")
    public Uni<RestResponse<CommentView>> add(
            UUID ticketId, @NotNull @Valid AddComment request, @HeaderParam("Idempotency-Key") String idempotencyKey) {
        IdempotencyKey key = IdempotencyKey.of(idempotencyKey, "POST /tickets/" + ticketId + "/comments", request);
        boolean internal = Boolean.TRUE.equals(request.internal());
        return comments.add(actors.current(), ticketId, request.content(), internal, key)
                .map(comment -> Created.at("/api/v1/tickets/" + ticketId + "/comments/" + comment.id(), comment));
    }

    @GET
    @PermissionsAllowed(Permissions.READ)
    @Operation(summary = "The conversation, oldest first")
    public Uni<RestResponse<Page<CommentView>>> list(
            UUID ticketId,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return comments.list(actors.current(), ticketId, Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }
}
