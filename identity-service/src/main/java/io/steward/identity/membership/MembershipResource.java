package io.steward.identity.membership;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.steward.kit.actor.Actor;
import io.steward.kit.security.Actors;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Memberships over HTTP. */
@Path("/api/v1/users")
@Tag(name = "People")
public class MembershipResource {
    private final MembershipService memberships;
    private final Actors actors;

    MembershipResource(MembershipService memberships, Actors actors) {
        this.memberships = memberships;
        this.actors = actors;
    }

    @DELETE
    @Path("/{id}/membership")
    @Authenticated
    @Operation(summary = "Remove a member from the organization, or leave it yourself; the account stays")
    public Uni<RestResponse<Void>> end(UUID id) {
        Actor actor = actors.current();
        if (id.equals(actor.accountId())) {
            // A key that could, would end itself and all else of its owner here.
            actors.sessionId();
        }
        return memberships.end(actor, id).replaceWith(RestResponse.noContent());
    }
}
