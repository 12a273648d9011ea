package io.steward.identity.oidc;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.steward.identity.oidc.OidcRequests.Authorization;
import io.steward.identity.oidc.OidcRequests.Callback;
import io.steward.identity.oidc.OidcRequests.LinkIdentity;
import io.steward.kit.security.Actors;
import io.steward.kit.web.Page;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What the account that asks is linked to, over HTTP. */
@Path("/api/v1/me/identities")
@Tag(name = "Authentication")
public class IdentityResource {
    private final ExternalIdentities identities;
    private final Actors actors;

    IdentityResource(ExternalIdentities identities, Actors actors) {
        this.identities = identities;
        this.actors = actors;
    }

    @GET
    @Authenticated
    @Operation(summary = "The providers' identities that you can log in by, oldest first")
    public Uni<Page<IdentityView>> list() {
        return identities.list(actors.anywhere()).map(Page::whole);
    }

    @POST
    @Path("/{provider}")
    @Authenticated
    @Operation(summary = "Begin to link your account to your identity at a provider")
    public Uni<RestResponse<Authorization>> begin(String provider, @NotNull @Valid LinkIdentity request) {
        return identities
                .begin(actors.anywhere(), provider, request.currentPassword())
                .map(OidcLoginResource::secret);
    }

    @POST
    @Path("/{provider}/callback")
    @Authenticated
    @Operation(summary = "Link your account by what the provider sent back, once")
    public Uni<RestResponse<Void>> end(
            String provider,
            @NotNull @Valid Callback callback,
            @HeaderParam("User-Agent") @Parameter(hidden = true) String device) {
        return identities
                .end(actors.anywhere(), actors.sessionId(), provider, callback, device)
                .replaceWith(RestResponse.noContent());
    }

    @DELETE
    @Path("/{id}")
    @Authenticated
    @Operation(summary = "Unlink an identity: nobody logs in by it any more")
    public Uni<RestResponse<Void>> unlink(UUID id) {
        return identities.unlink(actors.anywhere(), id).replaceWith(RestResponse.noContent());
    }
}
