package io.steward.sla.clock;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import io.steward.kit.security.Actors;
import io.steward.sla.clock.ClockViews.TicketSlaView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Clocks over HTTP. */
@Path("/api/v1/sla/tickets")
@Tag(name = "SLA")
public class ClockResource {
    private final ClockService clocks;
    private final Actors actors;

    ClockResource(ClockService clocks, Actors actors) {
        this.clocks = clocks;
        this.actors = actors;
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed("sla:read")
    @Operation(summary = "How a ticket's clocks stand")
    public Uni<TicketSlaView> read(UUID id) {
        return clocks.read(actors.current(), id);
    }
}
