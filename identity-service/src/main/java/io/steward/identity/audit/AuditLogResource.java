package io.steward.identity.audit;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.identity.role.Permissions;
import io.steward.kit.actor.Actor;
import io.steward.kit.security.Actors;
import io.steward.kit.time.Ids;
import io.steward.kit.web.Cursor;
import io.steward.kit.web.Limit;
import io.steward.kit.web.Page;
import io.steward.kit.web.QueryIds;
import io.steward.kit.web.QueryTimes;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The audit log over HTTP: to read, for nobody writes or changes it. */
@Path("/api/v1/audit-logs")
@Tag(name = "Audit")
public class AuditLogResource {
    private final AuditLogs logs;
    private final Actors actors;

    AuditLogResource(AuditLogs logs, Actors actors) {
        this.logs = logs;
        this.actors = actors;
    }

    @GET
    @PermissionsAllowed(Permissions.AUDIT_READ)
    @Operation(
            summary = "Who did what in the organization, newest first",
            description =
                    "An administrator of the installation who acts in no organization reads the installation's own log.")
    public Uni<RestResponse<Page<AuditView>>> list(
            @QueryParam("actorId") String actorId,
            @QueryParam("action") String action,
            @QueryParam("resourceType") String resourceType,
            @QueryParam("resourceId") String resourceId,
            @Parameter(description = "RFC 3339; entries of this time or later") @QueryParam("from") String from,
            @Parameter(description = "RFC 3339; entries before this time") @QueryParam("to") String to,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServerRequest request) {
        AuditFilter filter = new AuditFilter(
                QueryIds.parse("actorId", actorId),
                action,
                resourceType,
                resourceId,
                QueryTimes.parse("from", from),
                QueryTimes.parse("to", to));
        return logs.list(actor(), filter, Limit.of(limit), Cursor.decode(cursor))
                .map(page -> page.response(request));
    }

    private Actor actor() {
        Actor actor = actors.anywhere();
        return actor.tenantId() == null && actor.may(Permissions.INSTALLATION_ADMIN)
                ? new Actor(actor.accountId(), Ids.NIL, actor.permissions(), actor.cause())
                : actors.current();
    }
}
