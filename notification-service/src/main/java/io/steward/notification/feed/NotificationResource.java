package io.steward.notification.feed;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.kit.problem.Problem;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** A person's own notifications over HTTP. */
@Path("/api/v1/notifications")
@Tag(name = "Notifications")
public class NotificationResource {
    static final String READ = "notification:read";

    private final Feed feed;
    private final Actors actors;

    NotificationResource(Feed feed, Actors actors) {
        this.feed = feed;
        this.actors = actors;
    }

    @GET
    @PermissionsAllowed(READ)
    @Operation(summary = "Your notifications, newest first")
    public Uni<RestResponse<Page<NotificationView>>> list(
            @QueryParam("unread") String unread,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return feed.list(actors.current(), flag(unread), Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @POST
    @Path("/{id}/read")
    @PermissionsAllowed(READ)
    @Operation(summary = "Mark a notification as read")
    public Uni<NotificationView> markRead(UUID id) {
        return feed.markRead(actors.current(), id);
    }

    private static Boolean flag(String unread) {
        if (unread == null || unread.isEmpty()) {
            return null;
        }
        if (!unread.equals("true") && !unread.equals("false")) {
            throw Problem.badRequest("invalid-value", "The parameter takes true or false.")
                    .with("field", "unread")
                    .with("allowed", List.of("true", "false"));
        }
        return Boolean.valueOf(unread);
    }
}
