package io.steward.identity.mfa;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import io.steward.identity.mfa.MfaRequests.AddFactor;
import io.steward.identity.mfa.MfaRequests.RegisterPasskey;
import io.steward.identity.mfa.MfaRequests.RemoveFactor;
import io.steward.identity.mfa.MfaViews.AddedPasskey;
import io.steward.kit.security.Actors;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The passkeys of the account that asks, over HTTP. JSON of WebAuthn is that of its Level 3. */
@Path("/api/v1/me/mfa/passkeys")
@Tag(name = "Authentication")
public class PasskeyResource {
    private final OwnPasskeys own;
    private final Actors actors;

    PasskeyResource(OwnPasskeys own, Actors actors) {
        this.own = own;
        this.actors = actors;
    }

    @POST
    @Path("/options")
    @Authenticated
    @Operation(
            summary = "Begin to add a passkey",
            description =
                    "Answers WebAuthn's PublicKeyCredentialCreationOptionsJSON. What it asks for is good for one attempt.")
    public Uni<RestResponse<PasskeyOptions.Creation>> ask(@NotNull @Valid AddFactor request) {
        return own.ask(actors.anywhere(), request).map(MfaLoginResource::secret);
    }

    @POST
    @Authenticated
    @Operation(summary = "Add a passkey; answers ten recovery codes, once, when it is your first second factor")
    public Uni<RestResponse<AddedPasskey>> register(@NotNull @Valid RegisterPasskey request) {
        return own.register(actors.anywhere(), request)
                .map(added -> RestResponse.ResponseBuilder.<AddedPasskey>create(RestResponse.Status.CREATED)
                        .header("Cache-Control", "no-store")
                        .entity(added)
                        .build());
    }

    @POST
    @Path("/proof/options")
    @Authenticated
    @Operation(
            summary = "Begin to prove by a passkey what a change of your second factors needs",
            description =
                    "Answers WebAuthn's PublicKeyCredentialRequestOptionsJSON. What it asks for is good for one attempt.")
    public Uni<RestResponse<PasskeyOptions.Request>> askProof() {
        return own.askProof(actors.anywhere()).map(MfaLoginResource::secret);
    }

    @DELETE
    @Path("/{id}")
    @Authenticated
    @Operation(summary = "Remove a passkey; needs password and proof")
    public Uni<RestResponse<Void>> remove(UUID id, @NotNull @Valid RemoveFactor request) {
        return own.remove(actors.anywhere(), id, request).replaceWith(RestResponse.noContent());
    }
}
