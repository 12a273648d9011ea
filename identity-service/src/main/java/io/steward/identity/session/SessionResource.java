package io.steward.identity.session;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.steward.identity.wayin.WaysIn;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The sessions of the account that asks, over HTTP. */
@Path("/api/v1/sessions")
@Tag(name = "Authentication")
public class SessionResource {
    private final SessionList list;
    private final SessionService sessions;
    private final WaysIn waysIn;
    private final Actors actors;

    SessionResource(SessionList list, SessionService sessions, WaysIn waysIn, Actors actors) {
        this.list = list;
        this.sessions = sessions;
        this.waysIn = waysIn;
        this.actors = actors;
    }

    @GET
    @Authenticated
    @Operation(summary = "Your sessions that can be used, newest activity first")
    public Uni<RestResponse<Page<SessionView>>> list(
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        return list.of(actors.anywhere(), actors.sessionId(), Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    @DELETE
    @Path("/{id}")
    @Authenticated
    @Operation(summary = "End one of your sessions")
    public Uni<RestResponse<Void>> end(UUID id) {
        return sessions.endOwn(actors.anywhere(), id).replaceWith(RestResponse.noContent());
    }

    @DELETE
    @Authenticated
    @Operation(summary = "End all your sessions, this one too, and revoke your API keys")
    public Uni<RestResponse<Void>> endAll(
            @Parameter(description = "true: your API keys stay as they are")
                    @QueryParam("keepApiKeys")
                    @DefaultValue("false")
                    boolean keepApiKeys) {
        return waysIn.endOwn(actors.anywhere(), keepApiKeys).replaceWith(RestResponse.noContent());
    }
}
