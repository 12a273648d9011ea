package io.steward.notification.feed;

import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.steward.kit.actor.Actor;
import io.steward.kit.problem.Problem;
import io.steward.kit.security.Actors;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A person's own notifications as they come, by server-sent events. */
@Path("/api/v1/notifications/stream")
@Tag(name = "Notifications")
public class StreamResource {
    private final Feed feed;
    private final LiveFeeds live;
    private final Actors actors;
    private final SecurityIdentity identity;
    private final RoutingContext request;
    private final Vertx vertx;
    private final Clock clock;

    StreamResource(
            Feed feed,
            LiveFeeds live,
            Actors actors,
            SecurityIdentity identity,
            RoutingContext request,
            Vertx vertx,
            Clock clock) {
        this.feed = feed;
        this.live = live;
        this.actors = actors;
        this.identity = identity;
        this.request = request;
        this.vertx = vertx;
        this.clock = clock;
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @PermissionsAllowed(NotificationResource.READ)
    @Operation(
            summary = "Your notifications as they come",
            description =
                    "Server-sent events named notification. With Last-Event-ID, what came after it is sent first. "
                            + "The stream ends when the token runs out: connect again with a new one.")
    public Multi<OutboundSseEvent> stream(@HeaderParam("Last-Event-ID") String lastEventId, @Context Sse sse) {
        Actor actor = actors.current();
        Optional<Long> seen = position(lastEventId);
        var response = request.response();
        response.putHeader("Cache-Control", "no-store").putHeader("X-Accel-Buffering", "no");

        Recipient recipient = new Recipient(actor.tenantId(), actor.accountId());
        FeedStream stream = new FeedStream(
                vertx.getOrCreateContext(), position -> feed.after(actor, position, FeedStream.BATCH), response::reset);
        long expiry = ((JsonWebToken) identity.getPrincipal()).getExpirationTime() * 1000 - clock.millis();
        live.join(recipient, stream);
        long timer = vertx.setTimer(Math.max(1, expiry), id -> stream.end());
        Runnable ended = () -> {
            vertx.cancelTimer(timer);
            live.leave(recipient, stream);
        };
        // A position that was never given out counts as the newest: the client saw another installation's.
        return feed.lastPosition(actor)
                .onTermination()
                .invoke((last, failure, cancelled) -> {
                    if (failure != null || cancelled) {
                        ended.run();
                    }
                })
                .onItem()
                .transformToMulti(last -> stream.from(Math.min(seen.orElse(last), last), ended))
                .map(entry -> event(sse, entry));
    }

    private static OutboundSseEvent event(Sse sse, Optional<FeedEntry> entry) {
        return entry.map(present -> sse.newEventBuilder()
                        .id(Long.toString(present.position()))
                        .name("notification")
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(NotificationView.class, present.notification())
                        .build())
                .orElseGet(() -> sse.newEventBuilder().comment("").build());
    }

    private static Optional<Long> position(String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return Optional.empty();
        }
        if (!lastEventId.matches("[0-9]{1,18}")) {
            throw Problem.badRequest("invalid-value", "Last-Event-ID is the id of the last event seen, unchanged.")
                    .with("field", "Last-Event-ID");
        }
        return Optional.of(Long.parseLong(lastEventId));
    }
}
